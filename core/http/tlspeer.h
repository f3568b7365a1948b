// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/client.h>

#include <QSslError>

#include <optional>

namespace gatehouse::http {

/// Verifies what a server showed: a path from its certificate (`chain`, leaf first) to any
/// certificate of `anchors`, for the purpose of a TLS server, at the present time, and for this
/// host name or address. This is the one place that decides whom we trust; nullopt is a yes.
///
/// OpenSSL as Qt sets it up takes only self-signed certificates for anchors. Here
/// X509_V_FLAG_PARTIAL_CHAIN makes any certificate of the trust store one, which is what an
/// administrator who put an intermediate or the server's own certificate there means (RFC
/// 5280, 6.1.1 (d): the anchor is whatever is configured). Everything else about the path is
/// checked in full.
std::optional<Error> verifyPeer(const QList<pki::Certificate>& chain, const QString& host,
    const QList<pki::Certificate>& anchors);

/// The chain of a finished or failed handshake, leaf first.
QList<pki::Certificate> peerChain(const QSslConfiguration& configuration);

/// Answers Qt's list of verification errors: nullopt when `verifyPeer` accepts the server and each
/// error speaks only of the path that Qt, without partial chains, could not build. Then, and only
/// then, may exactly these errors be passed over.
std::optional<Error> judgeSslErrors(const QList<QSslError>& errors,
    const QList<pki::Certificate>& chain, const QString& host,
    const QList<pki::Certificate>& anchors);

} // namespace gatehouse::http
