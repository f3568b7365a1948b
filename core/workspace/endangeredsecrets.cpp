// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/workspace.h>

#include <QDir>

namespace gatehouse::workspace {

namespace {

using settings::ConnectorSettings;

/// Where a connection to this URL ends: host and port. A text that is no URL stands for itself.
QString endOf(const QString& text)
{
    constexpr int httpsPort = 443;
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty())
        return text.trimmed();
    return url.host().toLower() + u':' + QString::number(url.port(httpsPort));
}

/// Whether a value that was there is another one now. The first value of all endangers nothing:
/// that is how a connector is set up in several steps.
bool isOther(const QString& before, const QString& after)
{
    return !before.isEmpty() && before != after;
}

bool goesElsewhere(const ConnectorSettings& before, const ConnectorSettings& after, QStringView key)
{
    return isOther(endOf(before.value(key)), endOf(after.value(key)));
}

QString trustStoreOf(const ConnectorSettings& settings)
{
    const QString path = settings.value(u"ssl-trust-store").trimmed();
    return path.isEmpty() ? path : QDir::cleanPath(path);
}

QString proxyOf(const ConnectorSettings& settings)
{
    const QString host = settings.value(u"proxy-host-name").trimmed().toLower();
    return host.isEmpty() ? host : host + u':' + settings.value(u"proxy-port").trimmed();
}

} // namespace

// The passwords of the two stores stay: they only open local files. What goes over a proxy is
// protected by TLS up to the CA, but for the proxy's own password.
QStringList endangeredSecrets(const ConnectorSettings& before, const ConnectorSettings& after)
{
    const bool otherTrust = isOther(trustStoreOf(before), trustStoreOf(after));
    const bool otherCa = otherTrust || goesElsewhere(before, after, u"url");
    QStringList endangered;
    if (otherCa)
        endangered.append(QStringLiteral("login-password"));
    // The token that the client secret buys goes to the CA.
    if (otherCa || goesElsewhere(before, after, u"oauth-token-url"))
        endangered.append(QStringLiteral("oauth-client-secret"));
    if (isOther(proxyOf(before), proxyOf(after)))
        endangered.append(QStringLiteral("proxy-password"));
    return endangered;
}

} // namespace gatehouse::workspace
