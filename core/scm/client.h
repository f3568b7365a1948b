// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/transport.h>
#include <core/scm/credentials.h>
#include <core/scm/types.h>

#include <memory>

namespace gatehouse::scm {

/// SCM's REST API, one method per endpoint. Every failure is classified once, by `errorFromAnswer`. Reads that fail with 429 or 5xx (other than
/// 501) or break on the wire are repeated up to twice, honouring Retry-After (at most 30 s); what orders, renews or revokes is sent once.
class Client {
public:
    /// `apiBase` as in settings::ResolvedSettings: "https://host/api", no trailing slash.
    Client(QUrl apiBase, std::shared_ptr<http::Transport> transport, std::shared_ptr<Authenticator> authenticator, std::shared_ptr<Clock> clock);

    Task<Result<QList<CertificateType>>> types(std::optional<OrgId> organization, std::stop_token stop);
    Task<Result<QList<CustomFieldDefinition>>> customFields(std::stop_token stop);
    Task<Result<QList<Organization>>> organizations(std::stop_token stop);
    Task<Result<Organization>> organization(OrgId id, std::stop_token stop);

    /// One page; `size` 1..200, `position` 0-based index of its first entry.
    Task<Result<ListPage>> list(ListFilter filter, int position, int size, std::stop_token stop);
    /// All pages, at most `limit` entries.
    Task<Result<QList<ListItem>>> search(ListFilter filter, qsizetype limit, std::stop_token stop);
    Task<Result<CertificateDetails>> details(SslId id, std::stop_token stop);

    Task<Result<EnrollAnswer>> enroll(EnrollRequest request, std::stop_token stop);
    /// The not-ready rule: HTTP 400, or 404 with an empty body, and code in {0, -103, -109, -130, -183, -1400}; or 2xx with an empty body.
    Task<Result<Collected>> collect(SslId id, CollectFormat format, std::stop_token stop);
    Task<Result<void>> revoke(SslId id, RevocationReason reasonCode, QString reason, std::stop_token stop);
    Task<Result<void>> revokeBySerial(pki::SerialNumber serial, RevocationReason reasonCode, QString reason, std::stop_token stop);
    /// Renewal makes a new certificate with a new id. An empty CSR reuses the old one.
    Task<Result<SslId>> renew(SslId id, QString csr, std::stop_token stop);
    Task<Result<void>> replace(SslId id, ReplaceRequest request, std::stop_token stop);

private:
    struct Private;
    std::shared_ptr<Private> d;
};

/// Classifies an answer that is not 2xx by SCM's code, else by HTTP status: kind, a sentence with cause, next step and who can mend it. Unknown codes
/// keep the CA's own words. Survives empty and non-JSON bodies.
Error errorFromAnswer(const http::Response& response);

/// What is known of one of SCM's codes.
struct CodeDescription {
    int code = 0;
    ErrorKind kind = ErrorKind::Rejected;
    const char* meaning = ""; ///< untranslated, as are the next two
    const char* nextStep = "";
    const char* whoCanMend = ""; ///< "requester", "SCM administrator", "Sectigo support", ...
};
/// nullptr for a code that is not documented.
const CodeDescription* describeCode(int code);

} // namespace gatehouse::scm
