// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/orders/order.h>
#include <core/pki/certificaterequest.h>
#include <core/profiles/profile.h>
#include <core/scm/types.h>

namespace gatehouse::enrollment {

/// What a person or client asks for, before any rule was applied.
struct EnrollmentRequest {
    QString profileId;
    pki::CertificateRequest csr; ///< null for PKCS #12: key and request are made here
    pki::DistinguishedName subject; ///< PKCS #12 only: must have a CN; PKCS #10 takes the CSR's
    QList<pki::GeneralName> subjectAltNames; ///< ordered in addition to the CN
    bool takeNamesFromCsr = true; ///< PKCS #10: order the CSR's own SANs too
    std::optional<int> days; ///< none: the first term
    QString comment; ///< up to 900 characters; ours are added
    QString externalRequester;
    QList<scm::CustomField> customFields;
    QString requestedBy;
};

/// What will be ordered, decided: nothing is left to the CA's taste.
struct Plan {
    QString profileId;
    QString profileName;
    int certType = 0;
    orders::OrderKind kind = orders::OrderKind::Pkcs10;
    pki::CertificateRequest csr; ///< null in a PKCS #12 plan until its key is made
    pki::KeyType keyType;
    int term = 0; ///< days
    pki::DistinguishedName subject;
    QList<pki::GeneralName> subjectAltNames; ///< no duplicates, without the CN's own entry
    QString comment;
    QString externalRequester;
    QList<scm::CustomField> customFields;
    QString requestedBy;
    scm::SslId renewalOf = 0; ///< SCM's certificate that is renewed; 0 orders a new one
    QStringList rules; ///< one sentence for each decision: what was decided and by which rule
};

/// Applies the profile's policy and checks the request whole: signature, key type and term against
/// the profile's lists, names, subject variables and SANs the profile requires, mandatory custom
/// fields, lengths. Pure. Policy errors name rule, what was asked for and what would be allowed;
/// causes "policy/key-type", "policy/term", "policy/signature", "policy/names",
/// "policy/custom-field", "policy/unknown-profile".
Result<Plan> plan(const profiles::EffectiveProfile& profile, const EnrollmentRequest& request,
    const QList<scm::CustomFieldDefinition>& customFields);

} // namespace gatehouse::enrollment
