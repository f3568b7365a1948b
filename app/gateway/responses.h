// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/configuration.h>
#include <app/gateway/enrollmentbody.h>
#include <app/gateway/fields.h>
#include <core/json.h>
#include <core/lookup/lookup.h>

// What is answered, as CA Gateway words it (reference, sections 1 and 2). Pure functions.
namespace gatehouse::gateway {

/// "cn=host,o=Example,c=US": leaf first, lower-case names, no blanks.
QString subjectText(const pki::DistinguishedName& name);
/// "2026-01-01T00:00:00Z/2027-01-01T00:00:00Z".
QString validityText(const QDateTime& start, const QDateTime& end);
QString instantText(const QDateTime& instant);
/// Base64 of the DER, one line.
QString base64(const pki::Certificate& certificate);
/// `[{"certificateData":"..."}]`
Json chainJson(const QList<pki::Certificate>& certificates);
Json messageJson(const QString& text, const QStringList& details);
/// The word for a reason code, such as "keyCompromise"; "unspecified" for none.
QString reasonWord(std::optional<int> reason);

/// `chain` is the CA's own certificate and those above it; empty where they are not known.
Json caListJson(const QList<CaEntry>& cas, const QMap<QString, QList<pki::Certificate>>& chains,
    const FieldSelection& fields);
Json caJson(const CaEntry& ca, const QList<pki::Certificate>& chain, const FieldSelection& fields);

/// What an issued order comes to. `body` as the client wants it.
struct IssuedEnrollment {
    QString order;
    QList<pki::Certificate> chain; ///< leaf first, not empty
    QString body;
    bool includeCa = false;
    QStringList details;
};
Json issuedJson(const IssuedEnrollment& issued);
/// An order that waits (202): its id and the URLs where it will be found.
struct PendingEnrollment {
    QString order;
    QString subject; ///< RFC 4514
    QString caStatus;
    qint64 caOrder = 0; ///< SCM's id; 0 while it is not known
    QString subjectUrl;
    QString certificateUrl; ///< with {serialNumber} to fill in
    QString enrollmentUrl;
    QStringList details;
};
Json pendingJson(const PendingEnrollment& pending);

/// `certificate` and, beside it, `chain`.
Json certificateJson(const lookup::Match& match);
Json subjectJson(const pki::DistinguishedName& name, const QList<lookup::Match>& matches);

struct ActionAnswer {
    QString type;
    QString id; ///< of the action
    QString comment;
    QString reason;
    bool succeedIfAlready = true;
    QDateTime compromised;
};
Json actionJson(const ActionAnswer& action);

} // namespace gatehouse::gateway
