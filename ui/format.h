// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/orders/order.h>
#include <core/pki/distinguishedname.h>
#include <core/pki/generalname.h>
#include <core/scm/types.h>
#include <ui/theme.h>

#include <QTimeZone>

#include <chrono>

// How times, names, numbers and states are written, on every page. Pure functions; an invalid time
// zone, where none is given, is the system's.
namespace gatehouse::ui {

/// "2026-11-24 14:26" in the zone; empty for an invalid time. Reads and sorts the same everywhere.
QString formatTime(const QDateTime& time, const QTimeZone& zone = QTimeZone());
/// "2026-11-24 14:26:03 CET (13:26:03 UTC)"; the zone's part alone where it is UTC.
QString formatTimeWithUtc(const QDateTime& time, const QTimeZone& zone = QTimeZone());
/// "340 ms", "2.3 s", "1 min 5 s", "2 h 10 min".
QString formatDuration(std::chrono::milliseconds duration);

/// A state in words, with its tone.
struct Phrase {
    QString text;
    Tone tone = Tone::Neutral;
    bool operator==(const Phrase&) const = default;
};
/// "expires in 29 days", "expired 3 days ago", "expires in more than 19 years", "valid from
/// tomorrow on". Days are those of the zone's calendar; two years and more are told in years. Soon
/// is the last third of the validity, at most 30 days; an unknown `notBefore` is invalid.
Phrase validityPhrase(const QDateTime& notBefore, const QDateTime& notAfter, const QDateTime& now,
    const QTimeZone& zone = QTimeZone());
/// Calendar days from `now` to `time`, negative when it has passed.
qint64 daysUntil(const QDateTime& time, const QDateTime& now, const QTimeZone& zone = QTimeZone());

Phrase orderStatePhrase(orders::OrderState state); ///< "Waiting for Sectigo"
/// Of a certificate at Sectigo; `sent` is what stands for a status we do not know.
Phrase statusPhrase(scm::Status status, const QString& sent = {});

/// Control characters, and those that hide or turn the direction of text, as "\u{202E}": a name
/// shows what it is.
QString visibleText(const QString& text);

/// "Organization" for 2.5.4.10; the short name or OID of what has no word.
QString attributeLabel(QStringView oid);
/// One line for each attribute, most specific first: "Common name: www.example.org".
QString formatName(const pki::DistinguishedName& name);
/// What a name is called in one line: the common name, else the whole name.
QString shortName(const pki::DistinguishedName& name);
/// "DNS name: www.example.org".
QString formatGeneralName(const pki::GeneralName& name);
/// "A9:3E:C0".
QString formatFingerprint(QByteArrayView bytes);
/// RFC 5280's words for key usages, OpenSSL's for extended ones: "Digital signature", "TLS server
/// (serverAuth)"; unknown ones as they are.
QString formatKeyUsage(const QString& usage);

} // namespace gatehouse::ui
