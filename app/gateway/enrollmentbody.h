// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/apierror.h>
#include <app/gateway/configuration.h>
#include <core/enrollment/plan.h>
#include <core/secret.h>

namespace gatehouse::gateway {

enum class BodyFormat { X509, Pem, Pkcs7, Pkcs12 };

/// A client's enrollment request, read and checked for its form; no rule of a profile was applied.
struct EnrollmentBody {
    QString profileId;
    BodyFormat format = BodyFormat::X509;
    Secret password; ///< PKCS #12 only
    pki::CertificateRequest csr; ///< null for PKCS #12
    std::optional<pki::DistinguishedName> subject; ///< subjectDn, or built of subjectVariables
    QList<std::pair<QString, QString>> variables; ///< those that are no attribute of a name
    QList<pki::GeneralName> subjectAltNames;
    QList<std::pair<QString, QString>> properties;
    QString validityPeriod;
    bool useSanFromCsr = false;
    bool includeCa = false;
    std::optional<pki::SerialNumber> renewalOf;
    QStringList notes; ///< what is not used, one sentence each
};

/// 400 for what is no enrollment request; 403 and 501 for parts that the role may not use or
/// Sectigo cannot do. The password is wiped out of `body`.
ApiResult<EnrollmentBody> parseEnrollment(QByteArray& body, Role role);

/// What is to be ordered, for the profile's terms. Policy errors ("policy/names", "policy/term")
/// and Usage errors; what Sectigo decides itself is added to `notes`.
Result<enrollment::EnrollmentRequest> composeRequest(const EnrollmentBody& body,
    const Client& client, const QList<int>& terms, const QDateTime& now, QStringList& notes);

} // namespace gatehouse::gateway
