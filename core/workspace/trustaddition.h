// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>

// What to do about a server whose certificate nothing in the trust store vouches for: typically a
// proxy or firewall that inspects TLS and signs it anew.
namespace gatehouse::workspace {

/// What a person is asked to trust. Nothing here has been verified: the certificate came over the
/// very connection that it is to vouch for.
struct TrustOffer {
    QString host; ///< whom we wanted to talk to
    QString issuer; ///< who issued the certificate that was shown in its name
    pki::Certificate certificate; ///< null when there is none that would help
    QString obstacle; ///< why there is none, with the remedy; empty otherwise
};

/// The offer after a check that ended at an issuer that is not trusted; nullopt after any other.
/// Offered is the topmost CA certificate that was sent, or the server's own when it signed itself,
/// and only if the connection would be accepted with it.
std::optional<TrustOffer> trustOffer(
    const settings::ConnectorSettings& settings, const connector::CheckReport& report);

/// A free file name for the new trust store, beside the old one where that can be written to.
QString suggestedTrustFile(
    const settings::ConnectorSettings& settings, const settings::HomeFolders& home);

/// The anchors, then `added`, as PEM with a comment line before each; none twice.
QByteArray trustBundle(const QList<pki::Certificate>& anchors, const pki::Certificate& added);

/// Writes a new PEM trust store that holds what the one of these settings holds and `certificate`.
/// The present one is not touched, nor is any file that is there already (LocalFile error
/// "trust/file-exists"). Returns the settings that name it; nothing is saved. `unsaved` stands in
/// front of the secrets that are kept. Once stopped it leaves no file behind (Cancelled error).
Task<Result<settings::ConnectorSettings>> extendTrustStore(Workspace& workspace,
    settings::ConnectorSettings settings, SecretChanges unsaved, pki::Certificate certificate,
    QString path, std::stop_token stop);

/// `extendTrustStore`, and points the saved connector to the new one. Returns the settings as they
/// were, for `Workspace::save` to undo it.
Task<Result<settings::ConnectorSettings>> addTrustedCertificate(
    Workspace& workspace, QString connectorId, pki::Certificate certificate, QString path);

} // namespace gatehouse::workspace
