// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/opensslpointers.h>
#include <core/result.h>
#include <core/secret.h>

#include <QByteArray>
#include <QByteArrayView>

#include <openssl/pkcs12.h>

namespace gatehouse::pki {

using Pkcs8Pointer = OpenSslPointer<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
using X509SigPointer = OpenSslPointer<X509_SIG, X509_SIG_free>;

/// One spelling of a password as PKCS #12's key derivation sees it. RFC 7292 hashes a zero-length
/// password as two NUL octets, and some programs an absent one as nothing.
struct PasswordSpelling {
    Secret secret {};
    bool isAbsent = false;

    const char* data() const { return isAbsent ? nullptr : secret.utf8().data(); }
    int size() const { return isAbsent ? 0 : static_cast<int>(secret.size()); }
};

/// Bounds the key derivations that one file may ask for: its iteration counts come from whoever
/// made it.
class DerivationBudget {
public:
    /// False where one count is negative or above five million (where Java stops, too), or the
    /// file's sum is used up.
    bool spend(long iterations);

private:
    long m_left = 50'000'000;
};

/// OpenSSL's library context for opening old files: the default provider's algorithms and, where it
/// is installed, the legacy provider's. Apart from the process-wide one, so that RC2 and MD5 do not
/// come within reach of TLS. Made at first use, thread safe.
OSSL_LIB_CTX* legacyContext();

/// The iteration count of a password-based algorithm (PKCS #12, PBES1, PBES2 with PBKDF2); -1 where
/// it is not positive or its parameters are broken, 1 for algorithms that have none or are not
/// known.
long derivationIterations(const X509_ALGOR* algorithm);
/// The algorithm in words, with PBES2's cipher: "pbeWithSHA1And40BitRC2-CBC", "PBES2 with
/// AES-256-CBC".
QString algorithmText(const X509_ALGOR* algorithm);
/// Whether the newest OpenSSL errors say that an algorithm is not there, rather than that a
/// password is wrong.
bool lastErrorIsUnsupportedAlgorithm();

/// Opens an EncryptedPrivateKeyInfo. Causes "pki/wrong-password", "pki/unsupported-algorithm",
/// "pki/altered".
Result<Pkcs8Pointer> decryptPkcs8(
    const X509_SIG* sealed, const PasswordSpelling& password, DerivationBudget& budget);
/// PBES2, AES-256-CBC, PBKDF2 with HMAC-SHA-256; null on failure.
X509SigPointer encryptPkcs8(PKCS8_PRIV_KEY_INFO* open, const Secret& password);

/// KeyStore errors that several readers share.
Error unsupportedAlgorithmError(const QString& algorithm);
Error tooManyIterationsError();

} // namespace gatehouse::pki
