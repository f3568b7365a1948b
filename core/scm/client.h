// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/transport.h>
#include <core/scm/credentials.h>
#include <core/scm/types.h>

#include <functional>
#include <memory>

namespace gatehouse::scm {

/// From the system's generator; 0..1.
double randomJitter();

/// SCM's REST API, one method per endpoint. Every failure is classified once, by `errorFromAnswer`.
///
/// Reads that fail with 429 or 5xx (other than 501) or break on the wire are repeated up to twice,
/// after Retry-After (a longer one than 30 s ends it: the error says how long), else after 1 s and
/// 2 s and some jitter. What orders, renews, replaces or revokes is sent once. The one exception:
/// a 401 means that the request was not looked at, so any request is sent again, once, when the
/// authenticator has something new to offer (a fresh OAuth token).
///
/// A task outlives the client and the arguments of its call; of two threads, only the one that made
/// the transport may call.
class Client {
public:
    /// `apiBase` as in settings::ResolvedSettings: "https://host/api", no trailing slash.
    /// `jitter` gives numbers from 0 to 1: the part of half a pause that is added to it.
    Client(QUrl apiBase, std::shared_ptr<http::Transport> transport,
        std::shared_ptr<Authenticator> authenticator, std::shared_ptr<Clock> clock,
        std::function<double()> jitter = randomJitter);

    Task<Result<QList<CertificateType>>> types(
        std::optional<OrgId> organization, std::stop_token stop);
    Task<Result<QList<CustomFieldDefinition>>> customFields(std::stop_token stop);
    Task<Result<QList<Organization>>> organizations(std::stop_token stop);
    Task<Result<Organization>> organization(OrgId id, std::stop_token stop);

    /// One page; `size` 1..200, `position` 0-based index of its first entry.
    Task<Result<ListPage>> list(
        const ListFilter& filter, int position, int size, std::stop_token stop);
    /// All pages, at most `limit` entries, each once. When the inventory changes meanwhile, it is
    /// read once more, so that an entry that moved to a page already read is not missed. A serial
    /// number is asked for with colons and, when that finds nothing, without: SCM's form is not
    /// documented.
    Task<Result<QList<ListItem>>> search(ListFilter filter, qsizetype limit, std::stop_token stop);
    Task<Result<CertificateDetails>> details(SslId id, std::stop_token stop);

    /// Usage error, before anything is sent, for values beyond SCM's limits. An error of cause
    /// "scm/order-answer-unreadable" comes after the order was accepted.
    Task<Result<EnrollAnswer>> enroll(const EnrollRequest& request, std::stop_token stop);
    /// The not-ready rule: HTTP 400, or 404 with an empty body, and code in {0, -103, -109, -130,
    /// -183, -1400}; or 2xx with an empty body.
    Task<Result<Collected>> collect(SslId id, CollectFormat format, std::stop_token stop);
    /// `reason`: 1..512 characters. Revoking what is revoked already succeeds.
    Task<Result<void>> revoke(
        SslId id, RevocationReason reasonCode, const QString& reason, std::stop_token stop);
    Task<Result<void>> revokeBySerial(const pki::SerialNumber& serial, RevocationReason reasonCode,
        const QString& reason, std::stop_token stop);
    /// Renewal makes a new certificate with a new id. An empty CSR reuses the old one.
    Task<Result<SslId>> renew(SslId id, const QString& csr, std::stop_token stop);
    Task<Result<void>> replace(SslId id, const ReplaceRequest& request, std::stop_token stop);

private:
    struct Private;
    std::shared_ptr<Private> m_d; ///< shared with tasks under way
};

/// What is known about the call that an answer belongs to. All of it is optional.
struct AnswerContext {
    QString endpoint; ///< "GET /ssl/v1/types"
    QUrl apiBase;
    std::optional<AuthenticationMethod> method;
    bool acceptedBefore = false; ///< SCM has answered this login before
    QDateTime now; ///< to read a Retry-After that is a date
};

/// Classifies an answer that is not 2xx by SCM's code, else by HTTP status: kind, a sentence with
/// cause, next step and who can mend it, the setting to look at. `cause` is "scm/" and a word,
/// "scm/code-36" or "scm/http-503". Unknown codes keep the CA's own words. Survives empty and
/// non-JSON bodies.
Error errorFromAnswer(const http::Response& response, const AnswerContext& context = {});

/// The not-ready rule for the answer to a collect; nullopt when it is the certificate or a refusal.
std::optional<NotReady> notReady(const http::Response& response);

/// What is known of one of SCM's codes.
struct CodeDescription {
    int code = 0;
    ErrorKind kind = ErrorKind::Rejected;
    const char* meaning = ""; ///< untranslated, as are the next two; context "gatehouse::ScmCodes"
    const char* nextStep = "";
    const char* whoCanMend = ""; ///< "requester", "SCM administrator", "Sectigo support", ...
    const char* cause = ""; ///< "scm/unknown-user"; empty: "scm/code-N"
    const char* setting = ""; ///< property key
    const char* words =
        ""; ///< where a code means two things: parts of the text that choose this row
};
/// nullptr for a code that is not documented. `description` decides where a code means two things.
const CodeDescription* describeCode(int code, QStringView description = {});

} // namespace gatehouse::scm
