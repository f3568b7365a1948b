// SPDX-License-Identifier: Apache-2.0
#include <core/pki/opensslsupport.h>
#include <core/pki/passwordbased.h>

#include <QCoreApplication>

#include <openssl/asn1t.h>
#include <openssl/evperr.h>
#include <openssl/provider.h>

#include <limits>

namespace gatehouse::pki {

namespace {

constexpr int pbkdf2Iterations = 100'000;

using PbeParameters = OpenSslPointer<PBEPARAM, PBEPARAM_free>;
using Pbes2Parameters = OpenSslPointer<PBE2PARAM, PBE2PARAM_free>;
using Pbkdf2Parameters = OpenSslPointer<PBKDF2PARAM, PBKDF2PARAM_free>;

OSSL_LIB_CTX* makeLegacyContext()
{
    OSSL_LIB_CTX* context = OSSL_LIB_CTX_new();
    if (!context)
        return nullptr; // OpenSSL's default context: what it lacks is reported as unsupported
    OSSL_PROVIDER_load(context, "default");
    OSSL_PROVIDER_load(context, "legacy");
    return context;
}

Pbes2Parameters pbes2Parameters(const X509_ALGOR* algorithm)
{
    const ASN1_OBJECT* object = nullptr;
    int type = 0;
    const void* parameters = nullptr;
    X509_ALGOR_get0(&object, &type, &parameters, algorithm);
    if (OBJ_obj2nid(object) != NID_pbes2 || type != V_ASN1_SEQUENCE)
        return {};
    return Pbes2Parameters(static_cast<PBE2PARAM*>(
        ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), algorithm->parameter)));
}

long countOf(const ASN1_INTEGER* number)
{
    const long count = number ? ASN1_INTEGER_get(number) : 1;
    return count > 0 ? count : -1;
}

} // namespace

bool DerivationBudget::spend(long iterations)
{
    constexpr long maximumOfOne = 5'000'000;
    if (iterations < 0 || iterations > maximumOfOne || iterations > m_left)
        return false;
    m_left -= iterations;
    return true;
}

OSSL_LIB_CTX* legacyContext()
{
    static OSSL_LIB_CTX* const context = makeLegacyContext();
    return context;
}

long derivationIterations(const X509_ALGOR* algorithm)
{
    const OpenSslErrorScope errors;
    const int nid = OBJ_obj2nid(algorithm->algorithm);
    if (EVP_PBE_find(EVP_PBE_TYPE_OUTER, nid, nullptr, nullptr, nullptr) != 1)
        return 1;
    if (nid != NID_pbes2) {
        const PbeParameters pbe(static_cast<PBEPARAM*>(
            ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBEPARAM), algorithm->parameter)));
        return pbe ? countOf(pbe->iter) : -1;
    }
    const Pbes2Parameters pbes2 = pbes2Parameters(algorithm);
    if (!pbes2)
        return -1;
    if (OBJ_obj2nid(pbes2->keyfunc->algorithm) != NID_id_pbkdf2)
        return 1; // scrypt: OpenSSL itself limits its memory
    const Pbkdf2Parameters pbkdf2(static_cast<PBKDF2PARAM*>(
        ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), pbes2->keyfunc->parameter)));
    return pbkdf2 ? countOf(pbkdf2->iter) : -1;
}

QString algorithmText(const X509_ALGOR* algorithm)
{
    const OpenSslErrorScope errors;
    QString name = oidName(algorithm->algorithm);
    const Pbes2Parameters pbes2 = pbes2Parameters(algorithm);
    if (!pbes2)
        return name;
    return QStringLiteral("PBES2 with %1 and %2")
        .arg(oidName(pbes2->encryption->algorithm), oidName(pbes2->keyfunc->algorithm));
}

bool lastErrorIsUnsupportedAlgorithm()
{
    // The newest entry only says that decrypting failed; the cause lies below it.
    while (const unsigned long code = ERR_get_error()) {
        const int reason = ERR_GET_REASON(code);
        if (reason == ERR_R_UNSUPPORTED)
            return true;
        if (ERR_GET_LIB(code) != ERR_LIB_EVP)
            continue;
        if (reason == EVP_R_UNKNOWN_PBE_ALGORITHM || reason == EVP_R_UNSUPPORTED_ALGORITHM
            || reason == EVP_R_UNSUPPORTED_CIPHER || reason == EVP_R_UNSUPPORTED_PRF
            || reason == EVP_R_UNKNOWN_CIPHER || reason == EVP_R_UNKNOWN_DIGEST
            || reason == EVP_R_UNSUPPORTED_KEY_DERIVATION_FUNCTION
            || reason == EVP_R_UNSUPPORTED_KEYLENGTH)
            return true;
    }
    return false;
}

Error unsupportedAlgorithmError(const QString& algorithm)
{
    Error error = Error::of(ErrorKind::KeyStore,
        QCoreApplication::translate("gatehouse::PrivateKey",
            "The file uses the algorithm %1, which is not supported here. Export it again with AES "
            "encryption.")
            .arg(algorithm));
    error.cause = QStringLiteral("pki/unsupported-algorithm");
    return error;
}

Error tooManyIterationsError()
{
    Error error = Error::of(ErrorKind::KeyStore,
        QCoreApplication::translate("gatehouse::PrivateKey",
            "The file asks for an impossible number of key derivation steps. It is damaged, or "
            "made to "
            "keep programs busy: ask for it again from where it came."));
    error.cause = QStringLiteral("pki/altered");
    return error;
}

Result<Pkcs8Pointer> decryptPkcs8(
    const X509_SIG* sealed, const PasswordSpelling& password, DerivationBudget& budget)
{
    const OpenSslErrorScope errors;
    const X509_ALGOR* algorithm = nullptr;
    const ASN1_OCTET_STRING* content = nullptr;
    X509_SIG_get0(sealed, &algorithm, &content);
    if (!budget.spend(derivationIterations(algorithm)))
        return failure(tooManyIterationsError());
    Pkcs8Pointer open(
        PKCS8_decrypt_ex(sealed, password.data(), password.size(), legacyContext(), nullptr));
    if (open)
        return open;
    const QString detail = OpenSslErrorScope::newest();
    if (lastErrorIsUnsupportedAlgorithm())
        return failure(unsupportedAlgorithmError(algorithmText(algorithm)));
    Error error = Error::of(ErrorKind::KeyStore,
        QCoreApplication::translate("gatehouse::PrivateKey",
            "The password does not open the private key. Enter the one it was saved with."),
        detail);
    error.cause = QStringLiteral("pki/wrong-password");
    return failure(std::move(error));
}

X509SigPointer encryptPkcs8(PKCS8_PRIV_KEY_INFO* open, const Secret& password)
{
    return X509SigPointer(PKCS8_encrypt(-1, EVP_aes_256_cbc(), password.utf8().data(),
        static_cast<int>(password.size()), nullptr, 0, pbkdf2Iterations, open));
}

} // namespace gatehouse::pki
