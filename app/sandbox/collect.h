// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answer.h"
#include "certificateservice.h"

namespace gatehouse::sandbox {

/// The certificate with its chain in one of SCM's formats, as a download. `chain` is leaf first,
/// root last; an empty `format` is base64. Code -126 for a format SCM does not know.
ApiResult<http::ServerResponse> collectResponse(
    const QList<pki::Certificate>& chain, const QString& commonName, const QString& format);
/// What collect answers where there is nothing to collect: code 0 and its relatives while the
/// request runs (as `notReady` says), -110 when revoked, -130 when it ended otherwise. Nothing when
/// the certificate is there.
std::optional<http::ServerResponse> notCollectable(Status status, NotReady notReady);

} // namespace gatehouse::sandbox
