// SPDX-License-Identifier: Apache-2.0
#include <core/settings/connectorsettings.h>
#include <core/settings/words.h>

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace gatehouse::settings {

namespace {

/// A week: far beyond any sensible wait, and far below what a millisecond timer can hold.
constexpr qint64 maximumSeconds = qint64 { 7 } * 24 * 60 * 60;
/// Longer than any real value, and short enough for a form.
constexpr qsizetype maximumLength = 4096;

tl::unexpected<Error> problem(const SettingDefinition& definition, QString message)
{
    Error error = Error::of(ErrorKind::Settings, std::move(message));
    error.cause = QStringLiteral("settings/invalid-value");
    error.setting = definition.key;
    return failure(std::move(error));
}

/// Plain ASCII digits only: QString::toInt would take signs, and blanks at both ends.
std::optional<qint64> digits(QStringView value)
{
    if (value.isEmpty() || value.size() > 18)
        return std::nullopt;
    qint64 number = 0;
    for (const QChar digit : value) {
        if (digit < u'0' || digit > u'9')
            return std::nullopt;
        number = number * 10 + (digit.unicode() - u'0');
    }
    return number;
}

Result<QString> normaliseInteger(
    const SettingDefinition& definition, QStringView value, qint64 maximum)
{
    const auto number = digits(value);
    if (number && *number >= 1 && *number <= maximum)
        return QString::number(*number);
    return problem(definition,
        Words::tr("%1 must be a whole number from 1 to %2: correct it.")
            .arg(definition.translatedLabel(), QString::number(maximum)));
}

/// The reason why an URL cannot be used, as a sentence with %1 for the label; nullptr when it can.
/// The URL itself is not shown: it may hold a password.
const char* urlProblem(const QUrl& url, bool queryAllowed)
{
    if (!url.isValid() || url.scheme().isEmpty() || url.host().isEmpty())
        return QT_TRANSLATE_NOOP("gatehouse::SettingValue",
            "%1 is not an address: enter it in full, such as https://cert-manager.com/api.");
    if (url.scheme() == QLatin1String("http"))
        return QT_TRANSLATE_NOOP("gatehouse::SettingValue",
            "%1 begins with http://, which would send the login unprotected: use https:// "
            "instead.");
    if (url.scheme() != QLatin1String("https"))
        return QT_TRANSLATE_NOOP(
            "gatehouse::SettingValue", "%1 must begin with https://: correct it.");
    if (!url.userInfo().isEmpty() || url.authority().contains(u'@'))
        return QT_TRANSLATE_NOOP("gatehouse::SettingValue",
            "%1 contains a user name or password: take it out and use the authentication "
            "settings.");
    if (url.port() == 0)
        return QT_TRANSLATE_NOOP(
            "gatehouse::SettingValue", "%1 names port 0: give a port from 1 to 65535 or none.");
    if (url.hasFragment() || (url.hasQuery() && !queryAllowed))
        return QT_TRANSLATE_NOOP("gatehouse::SettingValue",
            "%1 goes on after a ? or #: give only the host and the path.");
    return nullptr;
}

Result<QString> normaliseUrl(const SettingDefinition& definition, QStringView value)
{
    // A token endpoint may have a query (RFC 6749, 3.2) and means its path exactly; the API's base
    // has neither.
    const bool isApiBase = definition.key == QLatin1String("url");
    QUrl url(value.toString(), QUrl::StrictMode);
    if (const char* why = urlProblem(url, !isApiBase))
        return problem(definition,
            QCoreApplication::translate("gatehouse::SettingValue", why)
                .arg(definition.translatedLabel()));
    if (url.port() == 443)
        url.setPort(-1);
    QString tidy = url.toString(QUrl::FullyEncoded);
    while (isApiBase && tidy.endsWith(u'/'))
        tidy.chop(1);
    return tidy;
}

Result<QString> normaliseHost(const SettingDefinition& definition, QStringView value)
{
    QString host = value.toString();
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.sliced(1, host.size() - 2);
    QUrl url;
    url.setScheme(QStringLiteral("https"));
    url.setHost(host, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty())
        return problem(definition,
            Words::tr(
                "%1 must be only a host name or an IP address: leave out http://, the port and any "
                "path.")
                .arg(definition.translatedLabel()));
    return host;
}

Result<QString> normaliseStoreType(const SettingDefinition& definition, QStringView value)
{
    QString word = value.toString().toUpper();
    word.remove(QRegularExpression(QStringLiteral("[ #_-]")));
    if (word == QLatin1String("JKS"))
        return word;
    if (word == QLatin1String("PKCS12") || word == QLatin1String("P12")
        || word == QLatin1String("PFX"))
        return QStringLiteral("PKCS12");
    // A client key store needs a password and an alias; a trust store may also be a PEM bundle.
    if (word == QLatin1String("PEM") && definition.key == QLatin1String("ssl-truststore-type"))
        return word;
    return problem(definition,
        Words::tr("%1 must be JKS or PKCS12, or empty to have it read from the file: correct it.")
            .arg(definition.translatedLabel()));
}

Result<QString> normaliseYesNo(const SettingDefinition& definition, QStringView value)
{
    const QString word = value.toString().toLower();
    static constexpr std::array yes { "yes", "true", "on", "1" };
    static constexpr std::array no { "no", "false", "off", "0" };
    const auto matches = [&word](const char* other) { return word == QLatin1String(other); };
    if (std::any_of(yes.begin(), yes.end(), matches))
        return QStringLiteral("yes");
    if (std::any_of(no.begin(), no.end(), matches))
        return QStringLiteral("no");
    return problem(definition,
        Words::tr("%1 must be yes or no: correct it.").arg(definition.translatedLabel()));
}

Result<QString> normaliseSeconds(const SettingDefinition& definition, QStringView value)
{
    const auto seconds = parseSeconds(value);
    if (seconds)
        return QString::number(seconds->count());
    return problem(definition,
        Words::tr(
            "%1 must be a time of 1 to %2 whole seconds, such as 32, 32 sec or PT32S: correct it.")
            .arg(definition.translatedLabel(), QString::number(maximumSeconds)));
}

Result<QString> normaliseText(const SettingDefinition& definition, QStringView value)
{
    const bool hasControl = std::any_of(value.begin(), value.end(),
        [](QChar character) { return character.category() == QChar::Other_Control; });
    if (hasControl)
        return problem(definition,
            Words::tr("%1 contains a line break or another invisible character: type it again.")
                .arg(definition.translatedLabel()));
    return value.toString();
}

} // namespace

Result<std::chrono::seconds> parseSeconds(QStringView input)
{
    static const QRegularExpression plain(
        QStringLiteral("^(\\d{1,9})\\s*(|s|secs?|seconds?|m|mins?|minutes?|h|hours?)$"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression iso(
        QStringLiteral("^PT(?=\\d)(?:(\\d{1,9})H)?(?:(\\d{1,9})M)?(?:(\\d{1,9})S)?$"),
        QRegularExpression::CaseInsensitiveOption);

    const QString value = input.trimmed().toString();
    qint64 seconds = 0;
    if (const auto match = plain.match(value); match.hasMatch()) {
        const QString unit = match.captured(2).toLower();
        const int factor = unit.startsWith(u'h') ? 3600 : unit.startsWith(u'm') ? 60 : 1;
        seconds = digits(match.captured(1)).value_or(0) * factor;
    } else if (const auto duration = iso.match(value); duration.hasMatch()) {
        seconds = digits(duration.captured(1)).value_or(0) * 3600
            + digits(duration.captured(2)).value_or(0) * 60
            + digits(duration.captured(3)).value_or(0);
    }
    if (seconds < 1 || seconds > maximumSeconds) {
        return failure(ErrorKind::Settings,
            Words::tr(
                "A time must be 1 to %1 whole seconds, such as 32, 32 sec or PT32S: correct it.")
                .arg(maximumSeconds));
    }
    return std::chrono::seconds(seconds);
}

Result<QString> normalise(const SettingDefinition& definition, QStringView value)
{
    // A password may begin or end with a blank, and must not be looked at here.
    if (definition.kind == ValueKind::Secret)
        return value.toString();
    const QStringView trimmed = value.trimmed();
    if (trimmed.isEmpty())
        return QString();
    if (trimmed.size() > maximumLength)
        return problem(definition,
            Words::tr("%1 is longer than %2 characters: shorten it.")
                .arg(definition.translatedLabel(), QString::number(maximumLength)));
    switch (definition.kind) {
    case ValueKind::PositiveInteger:
        return normaliseInteger(definition, trimmed, std::numeric_limits<qint32>::max());
    case ValueKind::Attempts:
        return normaliseInteger(definition, trimmed, 100);
    case ValueKind::Port:
        return normaliseInteger(definition, trimmed, 65535);
    case ValueKind::HttpsUrl:
        return normaliseUrl(definition, trimmed);
    case ValueKind::Host:
        return normaliseHost(definition, trimmed);
    case ValueKind::StoreType:
        return normaliseStoreType(definition, trimmed);
    case ValueKind::Seconds:
        return normaliseSeconds(definition, trimmed);
    case ValueKind::YesNo:
        return normaliseYesNo(definition, trimmed);
    case ValueKind::Text:
    case ValueKind::Path:
    case ValueKind::Secret:
        break;
    }
    return normaliseText(definition, trimmed);
}

} // namespace gatehouse::settings
