// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>

namespace gatehouse::pki {

/// One block of a PEM text (RFC 7468, read leniently).
struct PemBlock {
    QByteArray label {}; ///< "CERTIFICATE"
    QByteArray body {}; ///< decoded; empty when the armour or its Base64 is broken
    bool isTruncated = false; ///< there is no END line
    bool hasHeaders = false; ///< RFC 1421 headers, such as those of OpenSSL's own key encryption
};

/// All blocks of a text, which may hold other text around them, CR LF, blanks, and no newline at
/// its end.
QList<PemBlock> readPem(QByteArrayView text);
/// 64 columns, LF, trailing newline.
QByteArray writePem(const char* label, const QByteArray& der);
/// Base64 without armour, blanks and line breaks allowed; nothing when it is not Base64 throughout.
std::optional<QByteArray> readBase64(QByteArrayView text);

} // namespace gatehouse::pki
