// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>

#include <QString>

namespace gatehouse::pki {

enum class KeyAlgorithm { Rsa, Ec };

/// A public-key algorithm with its one parameter: RSA 2048/3072/4096/8192 or EC P-256/P-384/P-521.
/// Other RSA sizes are representable, because a CSR may bring one; `isSupported` tells them apart.
struct KeyType {
    KeyAlgorithm algorithm = KeyAlgorithm::Rsa;
    int bits = 2048; ///< RSA modulus length, or 256, 384, 521

    bool operator==(const KeyType&) const = default;

    /// Lenient: "RSA"/"2048"; "EC", "ECC", "ECDSA" with "P-256", "p256", "secp256r1", "prime256v1",
    /// "256".
    static Result<KeyType> parse(QStringView algorithm, QStringView parameter);
    /// "RSA 2048", "RSA-2048", "EC P-256", "rsa:4096", "P-384", "2048".
    static Result<KeyType> parse(QStringView text);

    QString algorithmName() const; ///< "RSA", "EC": SCM's words
    QString parameterName() const; ///< "2048", "P-256": SCM's words
    QString toString() const; ///< "RSA 2048", "EC P-256"
    bool isSupported() const;
};

} // namespace gatehouse::pki
