// SPDX-License-Identifier: Apache-2.0
#include <core/http/clienttrace.h>
#include <core/logging.h>

namespace gatehouse::http {

namespace {

QString heading(const Request& request)
{
    return QString::fromLatin1(request.method) + u' '
        + request.url.toString(QUrl::RemoveUserInfo | QUrl::FullyEncoded);
}

QString field(const QByteArray& name, QByteArrayView value)
{
    return QStringLiteral("; ") + QString::fromLatin1(name) + QStringLiteral(": ")
        + QString::fromUtf8(value);
}

constexpr QByteArrayView secretText("(secret)");

QString bodyText(const Request& request)
{
    if (std::holds_alternative<Secret>(request.body))
        return QStringLiteral("; body (secret)");
    if (const auto* bytes = std::get_if<QByteArray>(&request.body))
        return QStringLiteral("; body of %1 bytes").arg(bytes->size());
    return {};
}

} // namespace

void traceRequest(const Request& request)
{
    if (!logHttp().isDebugEnabled())
        return;
    QString line = QStringLiteral("> ") + heading(request);
    for (const Header& header : request.headers)
        line += field(header.name, header.value);
    for (const SecretHeader& header : request.secretHeaders)
        line += field(header.name, secretText);
    line += bodyText(request);
    qCDebug(logHttp).noquote() << line;
}

void traceResponse(
    const Request& request, const Response& response, std::chrono::milliseconds duration)
{
    if (!logHttp().isDebugEnabled())
        return;
    QString line = QStringLiteral("< %1 to ").arg(response.status) + heading(request);
    for (const Header& header : response.headers) {
        // A cookie is a login that the server hands out; we never use it, and nobody else should.
        const bool isCookie = header.name.compare("Set-Cookie", Qt::CaseInsensitive) == 0;
        line += field(header.name, isCookie ? secretText : QByteArrayView(header.value));
    }
    line +=
        QStringLiteral("; body of %1 bytes; %2 ms").arg(response.body.size()).arg(duration.count());
    qCDebug(logHttp).noquote() << line;
}

void traceFailure(const Request& request, const Error& error, std::chrono::milliseconds duration)
{
    qCDebug(logHttp).noquote() << QStringLiteral("! ") + heading(request) << error
                               << QStringLiteral("; %1 ms").arg(duration.count());
}

} // namespace gatehouse::http
