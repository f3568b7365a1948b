// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secret.h>

#include <QByteArrayView>

#include <tl/expected.hpp>

namespace gatehouse::keystore {

enum class UnsealFailure { WrongPassword, Altered, UnknownProtector };

/// Opens a key sealed by Sun's key protector (OID 1.3.6.1.4.1.42.2.17.1.1, OpenJDK's
/// sun.security.provider.KeyProtector): gives PKCS #8 PrivateKeyInfo in DER. `sealedKey` is an
/// EncryptedPrivateKeyInfo (RFC 5208) in DER.
tl::expected<Secret, UnsealFailure> unsealKey(QByteArrayView sealedKey, const Secret& password);

} // namespace gatehouse::keystore
