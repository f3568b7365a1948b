// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/message.h>
#include <core/scm/credentials.h>
#include <core/scm/types.h>

// SCM's requests as values: method, path, query and body of each endpoint (SCM API, section 3).
namespace gatehouse::scm {

struct Call {
    QByteArray method = "GET";
    QByteArray path; ///< encoded, below the API's base: "/ssl/v1/types"
    QByteArray query; ///< encoded
    std::optional<QByteArray> body; ///< JSON
    QByteArray accept = "application/json";
    QString endpoint; ///< for messages and logs: "GET /ssl/v1/collect/{sslId}"

    /// Reads change nothing and may be repeated.
    bool isRead() const { return method == "GET"; }
};

Call typesCall(std::optional<OrgId> organization);
Call customFieldsCall();
Call organizationsCall();
Call organizationCall(OrgId id);
/// A serial number with colons, or bare.
enum class SerialForm { Colons, Bare };
Call listCall(const ListFilter& filter, int position, int size, SerialForm form);
Call detailsCall(SslId id);
Call collectCall(SslId id, CollectFormat format);

// These change something. Usage error for what SCM would refuse (SCM API, section "Limits").
Result<Call> enrollCall(const EnrollRequest& request);
Result<Call> revokeCall(
    SslId id, RevocationReason code, const QString& reason, AuthenticationMethod method);
Result<Call> revokeBySerialCall(const pki::SerialNumber& serial, RevocationReason code,
    const QString& reason, AuthenticationMethod method);
Result<Call> renewCall(SslId id, const QString& csr);
Result<Call> replaceCall(SslId id, const ReplaceRequest& request);

/// The request as it goes out, without authentication.
http::Request makeRequest(const QUrl& apiBase, const Call& call);

} // namespace gatehouse::scm
