// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/certificate.h>
#include <core/pki/certificatebuilder.h>
#include <core/pki/privatekey.h>
#include <core/result.h>

#include <QDateTime>

namespace gatehouse::sandbox {

/// A key and its certificate with the CAs above it.
struct Identity {
    pki::PrivateKey key;
    QList<pki::Certificate> chain; ///< leaf first, root last
};

/// What an end-entity certificate says, apart from what the CA adds.
struct IssueOrder {
    QString commonName;
    QString organization;
    QString country;
    QList<pki::GeneralName> subjectAltNames;
    QByteArray publicKeyInfo; ///< SubjectPublicKeyInfo, DER
    pki::SerialNumber serialNumber; ///< random 128 bits when empty
    QDateTime issued; ///< UTC
    int term = 0; ///< days
};

/// The sandbox's certification authority: a root, an issuing CA below it, and the administrator's
/// client certificate. They are made once and kept in a folder.
class Authority {
public:
    /// Reads what `folder` holds and makes what is missing; a changed CA would invalidate every
    /// trust store.
    static Result<Authority> openOrCreate(const QString& folder, const QDateTime& now);

    const pki::Certificate& root() const { return m_root; }
    const pki::Certificate& issuing() const { return m_issuing; }
    /// The certificate administrator's key and chain.
    const Identity& administrator() const { return m_administrator; }

    /// The subject as an OV certificate has it: common name, verified organization and country,
    /// nothing else.
    static pki::DistinguishedName subjectOf(const IssueOrder& order);
    /// Valid from the start of the day of issue to the end of the last day, as Sectigo's are.
    Result<pki::Certificate> issue(const IssueOrder& order) const;
    /// A new key and certificate for "localhost", 127.0.0.1 and ::1; one for every start.
    Result<Identity> serverIdentity(const QDateTime& now) const;

    /// First and last moment of a certificate issued at `issued` for `term` days.
    static QDateTime validFrom(const QDateTime& issued);
    static QDateTime validTo(const QDateTime& issued, int term);

private:
    pki::Certificate m_root;
    pki::Certificate m_issuing;
    pki::PrivateKey m_issuingKey;
    Identity m_administrator;
};

} // namespace gatehouse::sandbox
