// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/call.h>

#include <QRegularExpression>
#include <QUrl>

namespace gatehouse::gateway {

QString Call::caUrl() const
{
    static const QRegularExpression hostPattern(QStringLiteral("^[A-Za-z0-9.:\\[\\]_-]{1,255}$"));
    const QString host = QString::fromLatin1(request.header("Host"));
    const QString base =
        hostPattern.match(host).hasMatch() ? QStringLiteral("https://") + host : QString();
    return base + configuration->contextPath + QLatin1String("/v1/certificate-authorities/")
        + QString::fromLatin1(QUrl::toPercentEncoding(route.caId));
}

AuditRecord Call::audit(const QString& event) const
{
    AuditRecord record;
    record.event = event;
    record.client = client.name;
    record.role = roleName(client.role);
    record.peer = request.peer.toString();
    record.ca = route.caId;
    return record;
}

} // namespace gatehouse::gateway
