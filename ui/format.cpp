// SPDX-License-Identifier: Apache-2.0
#include <core/pki/attributetypes.h>
#include <ui/format.h>
#include <ui/words.h>

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace gatehouse::ui {

namespace {

struct Word {
    const char* name;
    const char* text;
};

template <size_t N> QString wordFor(const std::array<Word, N>& words, QStringView name)
{
    const auto found = std::ranges::find_if(
        words, [&name](const Word& word) { return name == QLatin1String(word.name); });
    return found == words.end() ? QString() : Words::tr(found->text);
}

constexpr std::array attributeWords {
    Word { "2.5.4.3", QT_TRANSLATE_NOOP("gatehouse::Format", "Common name") },
    Word { "2.5.4.4", QT_TRANSLATE_NOOP("gatehouse::Format", "Surname") },
    Word { "2.5.4.5", QT_TRANSLATE_NOOP("gatehouse::Format", "Serial number of the subject") },
    Word { "2.5.4.6", QT_TRANSLATE_NOOP("gatehouse::Format", "Country") },
    Word { "2.5.4.7", QT_TRANSLATE_NOOP("gatehouse::Format", "Locality") },
    Word { "2.5.4.8", QT_TRANSLATE_NOOP("gatehouse::Format", "State or province") },
    Word { "2.5.4.9", QT_TRANSLATE_NOOP("gatehouse::Format", "Street") },
    Word { "2.5.4.10", QT_TRANSLATE_NOOP("gatehouse::Format", "Organization") },
    Word { "2.5.4.11", QT_TRANSLATE_NOOP("gatehouse::Format", "Organizational unit") },
    Word { "2.5.4.12", QT_TRANSLATE_NOOP("gatehouse::Format", "Title") },
    Word { "2.5.4.15", QT_TRANSLATE_NOOP("gatehouse::Format", "Business category") },
    Word { "2.5.4.17", QT_TRANSLATE_NOOP("gatehouse::Format", "Postal code") },
    Word { "2.5.4.42", QT_TRANSLATE_NOOP("gatehouse::Format", "Given name") },
    Word { "2.5.4.97", QT_TRANSLATE_NOOP("gatehouse::Format", "Organization identifier") },
    Word { "0.9.2342.19200300.100.1.1", QT_TRANSLATE_NOOP("gatehouse::Format", "User ID") },
    Word {
        "0.9.2342.19200300.100.1.25", QT_TRANSLATE_NOOP("gatehouse::Format", "Domain component") },
    Word { "1.2.840.113549.1.9.1", QT_TRANSLATE_NOOP("gatehouse::Format", "E-mail address") },
    Word { "1.3.6.1.4.1.311.60.2.1.1",
        QT_TRANSLATE_NOOP("gatehouse::Format", "Locality of incorporation") },
    Word { "1.3.6.1.4.1.311.60.2.1.2",
        QT_TRANSLATE_NOOP("gatehouse::Format", "State of incorporation") },
    Word { "1.3.6.1.4.1.311.60.2.1.3",
        QT_TRANSLATE_NOOP("gatehouse::Format", "Country of incorporation") },
};

constexpr std::array usageWords {
    Word { "digitalSignature", QT_TRANSLATE_NOOP("gatehouse::Format", "Digital signature") },
    Word { "nonRepudiation", QT_TRANSLATE_NOOP("gatehouse::Format", "Non-repudiation") },
    Word { "contentCommitment", QT_TRANSLATE_NOOP("gatehouse::Format", "Non-repudiation") },
    Word { "keyEncipherment", QT_TRANSLATE_NOOP("gatehouse::Format", "Key encipherment") },
    Word { "dataEncipherment", QT_TRANSLATE_NOOP("gatehouse::Format", "Data encipherment") },
    Word { "keyAgreement", QT_TRANSLATE_NOOP("gatehouse::Format", "Key agreement") },
    Word { "keyCertSign", QT_TRANSLATE_NOOP("gatehouse::Format", "Signing certificates") },
    Word { "cRLSign", QT_TRANSLATE_NOOP("gatehouse::Format", "Signing revocation lists") },
    Word { "encipherOnly", QT_TRANSLATE_NOOP("gatehouse::Format", "Only enciphering") },
    Word { "decipherOnly", QT_TRANSLATE_NOOP("gatehouse::Format", "Only deciphering") },
    Word { "serverAuth", QT_TRANSLATE_NOOP("gatehouse::Format", "TLS server (serverAuth)") },
    Word { "clientAuth", QT_TRANSLATE_NOOP("gatehouse::Format", "TLS client (clientAuth)") },
    Word { "codeSigning", QT_TRANSLATE_NOOP("gatehouse::Format", "Code signing (codeSigning)") },
    Word { "emailProtection", QT_TRANSLATE_NOOP("gatehouse::Format", "E-mail (emailProtection)") },
    Word { "timeStamping", QT_TRANSLATE_NOOP("gatehouse::Format", "Time stamps (timeStamping)") },
    Word { "OCSPSigning",
        QT_TRANSLATE_NOOP("gatehouse::Format", "Signing OCSP answers (OCSPSigning)") },
};

QDateTime inZone(const QDateTime& time, const QTimeZone& zone)
{
    return zone.isValid() ? time.toTimeZone(zone) : time.toLocalTime();
}

constexpr qsizetype formattedTimeSize = 16; // of "2026-11-24 14:26"

void appendNumber(QString& text, int number, int digits = 2)
{
    const QString plain = QString::number(number);
    for (auto missing = digits - plain.size(); missing > 0; --missing)
        text += u'0';
    text += plain;
}

QString clockTime(const QDateTime& time)
{
    return time.toString(u"HH:mm");
}

/// Two years and more in whole years: nobody counts the days of a CA's certificate.
struct Years {
    int count = 0;
    bool isMore = false; ///< by over a month
};

std::optional<Years> yearsOf(qint64 days)
{
    constexpr double daysOfYear = 365.2425;
    constexpr qint64 month = 31;
    if (days < qint64(2 * daysOfYear))
        return std::nullopt;
    const auto nearest = static_cast<int>(std::lround(static_cast<double>(days) / daysOfYear));
    const qint64 excess = days - std::lround(nearest * daysOfYear);
    return Years { excess < -month ? nearest - 1 : nearest, std::abs(excess) > month };
}

QString expiryInYears(Years years, bool isOver)
{
    if (isOver) {
        return years.isMore ? Words::tr("expired more than %n year(s) ago", nullptr, years.count)
                            : Words::tr("expired %n year(s) ago", nullptr, years.count);
    }
    return years.isMore ? Words::tr("expires in more than %n year(s)", nullptr, years.count)
                        : Words::tr("expires in %n year(s)", nullptr, years.count);
}

QString expiryText(qint64 days, const QDateTime& local, bool isOver)
{
    if (days == 0) {
        return isOver ? Words::tr("expired today at %1").arg(clockTime(local))
                      : Words::tr("expires today at %1").arg(clockTime(local));
    }
    if (days == -1)
        return Words::tr("expired yesterday");
    if (days == 1)
        return Words::tr("expires tomorrow");
    if (const auto years = yearsOf(std::abs(days)))
        return expiryInYears(*years, isOver);
    return isOver ? Words::tr("expired %n day(s) ago", nullptr, static_cast<int>(-days))
                  : Words::tr("expires in %n day(s)", nullptr, static_cast<int>(days));
}

QString beginningText(qint64 days, const QDateTime& local)
{
    if (days == 0)
        return Words::tr("valid from today, %1, on").arg(clockTime(local));
    if (days == 1)
        return Words::tr("valid from tomorrow on");
    return Words::tr("not valid for another %n day(s)", nullptr, static_cast<int>(days));
}

/// Unassigned, controls, formats (bidi, zero width), line and paragraph separators.
bool isDeceptive(char32_t character)
{
    if (character >= U' ' && character < 0x7f)
        return false;
    switch (QChar::category(character)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

} // namespace

QString formatTime(const QDateTime& time, const QTimeZone& zone)
{
    if (!time.isValid())
        return {};
    // Put together by hand: tables ask for it in every row, and a format is read anew each time.
    const QDateTime local = inZone(time, zone);
    const QDate date = local.date();
    const QTime clock = local.time();
    constexpr int yearDigits = 4;
    QString text;
    text.reserve(formattedTimeSize);
    appendNumber(text, date.year(), yearDigits);
    text += u'-';
    appendNumber(text, date.month());
    text += u'-';
    appendNumber(text, date.day());
    text += u' ';
    appendNumber(text, clock.hour());
    text += u':';
    appendNumber(text, clock.minute());
    return text;
}

QString formatTimeWithUtc(const QDateTime& time, const QTimeZone& zone)
{
    if (!time.isValid())
        return {};
    const QDateTime utc = time.toUTC();
    const QDateTime local = inZone(time, zone);
    const QString utcTime = utc.toString(u"HH:mm:ss");
    const QString localTime = local.toString(u"yyyy-MM-dd HH:mm:ss");
    if (local.offsetFromUtc() == 0)
        return Words::tr("%1 UTC", "date and time").arg(localTime);
    const QString there =
        utc.date() == local.date() ? utcTime : utc.toString(u"yyyy-MM-dd HH:mm:ss");
    return Words::tr("%1 %2 (%3 UTC)", "date and time, time zone, time in UTC")
        .arg(localTime, local.timeZoneAbbreviation(), there);
}

QString formatDuration(std::chrono::milliseconds duration)
{
    using namespace std::chrono;
    constexpr double perSecond = 1000.0;
    if (duration < 1s)
        return Words::tr("%1 ms").arg(duration.count());
    if (duration < 10s)
        return Words::tr("%1 s").arg(static_cast<double>(duration.count()) / perSecond, 0, 'f', 1);
    const auto whole = round<seconds>(duration);
    if (whole < 1min)
        return Words::tr("%1 s").arg(whole.count());
    const auto inMinutes = duration_cast<minutes>(whole);
    if (inMinutes < 1h)
        return Words::tr("%1 min %2 s").arg(inMinutes.count()).arg((whole - inMinutes).count());
    const auto inHours = duration_cast<hours>(inMinutes);
    return Words::tr("%1 h %2 min").arg(inHours.count()).arg((inMinutes - inHours).count());
}

qint64 daysUntil(const QDateTime& time, const QDateTime& now, const QTimeZone& zone)
{
    return inZone(now, zone).date().daysTo(inZone(time, zone).date());
}

Phrase validityPhrase(const QDateTime& notBefore, const QDateTime& notAfter, const QDateTime& now,
    const QTimeZone& zone)
{
    constexpr qint64 soon = 30LL * 24 * 60 * 60;
    if (!notAfter.isValid())
        return { Words::tr("expiry unknown"), Tone::Neutral };
    if (notBefore.isValid() && now < notBefore) {
        return { beginningText(daysUntil(notBefore, now, zone), inZone(notBefore, zone)),
            Tone::Warning };
    }
    const bool isOver = notAfter < now;
    const QString text = expiryText(daysUntil(notAfter, now, zone), inZone(notAfter, zone), isOver);
    if (isOver)
        return { text, Tone::Error };
    const qint64 warning =
        notBefore.isValid() ? std::min(soon, notBefore.secsTo(notAfter) / 3) : soon;
    return { text, now.secsTo(notAfter) <= warning ? Tone::Warning : Tone::Success };
}

Phrase orderStatePhrase(orders::OrderState state)
{
    using enum orders::OrderState;
    switch (state) {
    case Drafted:
        return { Words::tr("Drafted"), Tone::Neutral };
    case Submitting:
        return { Words::tr("Being ordered"), Tone::Waiting };
    case Uncertain:
        return { Words::tr("Uncertain whether ordered"), Tone::Warning };
    case Waiting:
        return { Words::tr("Waiting for Sectigo"), Tone::Waiting };
    case Issued:
        return { Words::tr("Issued"), Tone::Success };
    case Delivered:
        return { Words::tr("Issued and delivered"), Tone::Success };
    case Failed:
        return { Words::tr("Failed"), Tone::Error };
    case Abandoned:
        break;
    }
    return { Words::tr("Given up"), Tone::Neutral };
}

Phrase statusPhrase(scm::Status status, const QString& sent)
{
    using enum scm::Status;
    switch (status) {
    case Init:
    case Requested:
        return { Words::tr("Requested"), Tone::Waiting };
    case SaApproved:
    case Approved:
        return { Words::tr("Approved"), Tone::Waiting };
    case Applied:
        return { Words::tr("Being issued"), Tone::Waiting };
    case Issued:
        return { Words::tr("Issued"), Tone::Success };
    case Declined:
        return { Words::tr("Declined"), Tone::Error };
    case Rejected:
        return { Words::tr("Rejected"), Tone::Error };
    case Invalid:
        return { Words::tr("Invalid"), Tone::Error };
    case Replaced:
        return { Words::tr("Replaced"), Tone::Warning };
    case Revoked:
        return { Words::tr("Revoked"), Tone::Error };
    case Expired:
        return { Words::tr("Expired"), Tone::Error };
    case Unmanaged:
        return { Words::tr("Not managed by Sectigo"), Tone::Neutral };
    case Unknown:
        break;
    }
    return { sent.isEmpty() ? Words::tr("Unknown") : visibleText(sent), Tone::Neutral };
}

QString visibleText(const QString& text)
{
    constexpr int hexadecimal = 16;
    const auto isPlain = [](QChar c) { return c >= u' ' && c < u'\x7f'; };
    if (std::ranges::all_of(text, isPlain))
        return text;
    QString shown;
    const QList<uint> characters = text.toUcs4();
    for (const uint character : characters) {
        if (isDeceptive(character)) {
            shown +=
                QStringLiteral("\\u{%1}").arg(QString::number(character, hexadecimal).toUpper());
        } else {
            shown += QChar::fromUcs4(character);
        }
    }
    return shown;
}

QString attributeLabel(QStringView oid)
{
    QString word = wordFor(attributeWords, oid);
    if (!word.isEmpty())
        return word;
    const QString brief = pki::attributeShortName(oid);
    return brief.isEmpty() ? oid.toString() : brief;
}

QString formatName(const pki::DistinguishedName& name)
{
    QStringList lines;
    const pki::DistinguishedName leafFirst = name.reversed();
    for (const pki::RelativeDistinguishedName& rdn : leafFirst.rdns()) {
        for (const pki::AttributeTypeAndValue& attribute : rdn) {
            lines.append(Words::tr("%1: %2", "attribute of a name, its value")
                             .arg(attributeLabel(attribute.oid), visibleText(attribute.value)));
        }
    }
    return lines.join(u'\n');
}

QString shortName(const pki::DistinguishedName& name)
{
    const QString whole = name.isEmpty() ? Words::tr("(without a name)") : name.toString();
    return visibleText(name.commonName().value_or(whole));
}

QString formatGeneralName(const pki::GeneralName& name)
{
    using Type = pki::GeneralName::Type;
    const QString value = visibleText(name.value);
    switch (name.type) {
    case Type::DnsName:
        return Words::tr("DNS name: %1").arg(value);
    case Type::IpAddress:
        return Words::tr("IP address: %1").arg(value);
    case Type::Rfc822Name:
        return Words::tr("E-mail address: %1").arg(value);
    case Type::Uri:
        return Words::tr("URI: %1").arg(value);
    case Type::DirectoryName:
        return Words::tr("Directory name: %1").arg(value);
    case Type::RegisteredId:
        return Words::tr("Registered ID: %1").arg(value);
    case Type::Other:
        break;
    }
    return Words::tr("Other name: %1").arg(value);
}

QString formatFingerprint(QByteArrayView bytes)
{
    return QString::fromLatin1(bytes.toByteArray().toHex(':').toUpper());
}

QString formatKeyUsage(const QString& usage)
{
    const QString word = wordFor(usageWords, usage);
    return word.isEmpty() ? visibleText(usage) : word;
}

} // namespace gatehouse::ui
