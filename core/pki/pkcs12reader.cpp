// SPDX-License-Identifier: Apache-2.0
#include <core/pki/attributevalue.h>
#include <core/pki/opensslsupport.h>
#include <core/pki/passwordbased.h>
#include <core/pki/pkcs12.h>

#include <QCoreApplication>
#include <QStringDecoder>

#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>

#include <algorithm>

namespace gatehouse::pki {

namespace {

using Pkcs12Pointer = OpenSslPointer<PKCS12, PKCS12_free>;
using BagsPointer = OpenSslPointer<STACK_OF(PKCS12_SAFEBAG),
    [](STACK_OF(PKCS12_SAFEBAG) * bags) { sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free); }>;
using SafesPointer = OpenSslPointer<STACK_OF(PKCS7),
    [](STACK_OF(PKCS7) * safes) { sk_PKCS7_pop_free(safes, PKCS7_free); }>;

Error storeError(const char* cause, const QString& message)
{
    Error error = Error::of(ErrorKind::KeyStore, message, OpenSslErrorScope::newest());
    error.cause = QString::fromLatin1(cause);
    return error;
}

Error notPkcs12()
{
    return storeError("pki/not-pkcs12",
        QCoreApplication::translate("gatehouse::Pkcs12",
            "This is not a PKCS #12 file (.p12, .pfx). Give one, or export the key and its "
            "certificates as "
            "PKCS #12."));
}

Error truncatedFile()
{
    return storeError("pki/truncated",
        QCoreApplication::translate("gatehouse::Pkcs12",
            "The PKCS #12 file is cut off: its end is missing. Copy it again from where it came."));
}

Error alteredFile()
{
    return storeError("pki/altered",
        QCoreApplication::translate("gatehouse::Pkcs12",
            "The PKCS #12 file is damaged or was altered after it was made. Copy it again from "
            "where it "
            "came."));
}

Error wrongPassword()
{
    return storeError("pki/wrong-password",
        QCoreApplication::translate("gatehouse::Pkcs12",
            "The password does not open the PKCS #12 file. Enter the one it was made with."));
}

Error otherBagPassword()
{
    return storeError("pki/wrong-password",
        QCoreApplication::translate("gatehouse::Pkcs12",
            "The password is the file's, but its certificates have another one. Export the file "
            "again with one password for all of it."));
}

Error keyPassword()
{
    return storeError("pki/key-password",
        QCoreApplication::translate("gatehouse::Pkcs12",
            "The password opens a key in the PKCS #12 file, but not the file. Enter the one the "
            "file was made with."));
}

bool isWrongPassword(const Error& error)
{
    return error.cause == u"pki/wrong-password";
}

/// Tells what failed to decode apart, by the few octets with which every PKCS #12 file starts.
Error undecodable(QByteArrayView bytes)
{
    const DerExtent extent = derExtent(bytes);
    if (!extent.isSequence)
        return notPkcs12();
    const qsizetype version = bytes.first(std::min<qsizetype>(bytes.size(), 12))
                                  .indexOf(QByteArrayView("\x02\x01\x03", 3));
    if (version < 0 && bytes.size() >= 12)
        return notPkcs12();
    if (isTruncatedDer(bytes) || extent.isIndefinite)
        return truncatedFile();
    return version < 0 ? notPkcs12() : alteredFile();
}

Result<Pkcs12Pointer> decodeFile(QByteArrayView bytes)
{
    constexpr qsizetype maximumSize = qsizetype(64) * 1024 * 1024;
    if (bytes.isEmpty() || bytes.size() > maximumSize)
        return failure(notPkcs12());
    const unsigned char* at = octets(bytes);
    Pkcs12Pointer file(d2i_PKCS12(nullptr, &at, static_cast<long>(bytes.size())));
    if (!file)
        return failure(undecodable(bytes));
    return file;
}

enum class MacState { Absent, Fits, DoesNotFit };

/// Reads the bags of one file with one spelling of its password.
class Reader {
public:
    Reader(PKCS12* file, DerivationBudget& budget, PasswordSpelling password)
        : m_file(file)
        , m_budget(budget)
        , m_password(std::move(password))
    {
    }

    Result<MacState> checkMac();
    Result<QList<Pkcs12Bag>> readBags();
    bool hasOpenedSafe() const { return m_hasOpenedSafe; } ///< an encrypted one
    bool hasOpenedKey() const { return m_hasOpenedKey; }

private:
    Result<BagsPointer> openSafe(PKCS7* safe);
    Result<BagsPointer> openEncryptedSafe(const PKCS7* safe);
    std::optional<Error> readBagList(const STACK_OF(PKCS12_SAFEBAG) * bags, int depth);
    std::optional<Error> readBag(const PKCS12_SAFEBAG* bag, int depth);
    std::optional<Error> readKey(const PKCS12_SAFEBAG* bag, Pkcs12Bag& result);

    PKCS12* m_file;
    DerivationBudget& m_budget;
    PasswordSpelling m_password;
    QList<Pkcs12Bag> m_bags;
    bool m_hasOpenedSafe = false;
    bool m_hasOpenedKey = false;
};

Result<MacState> Reader::checkMac()
{
    if (PKCS12_mac_present(m_file) == 0)
        return MacState::Absent;
    const X509_ALGOR* algorithm = nullptr;
    const ASN1_INTEGER* iterations = nullptr;
    PKCS12_get0_mac(nullptr, &algorithm, nullptr, &iterations, m_file);
    if (!m_budget.spend(iterations ? ASN1_INTEGER_get(iterations) : 1))
        return failure(tooManyIterationsError());
    if (!EVP_get_digestbyobj(algorithm->algorithm))
        return failure(unsupportedAlgorithmError(oidName(algorithm->algorithm)));
    return PKCS12_verify_mac(m_file, m_password.data(), m_password.size()) == 1
        ? MacState::Fits
        : MacState::DoesNotFit;
}

Result<BagsPointer> Reader::openEncryptedSafe(const PKCS7* safe)
{
    const PKCS7_ENC_CONTENT* sealed = safe->d.encrypted ? safe->d.encrypted->enc_data : nullptr;
    if (!sealed || !sealed->algorithm || !sealed->enc_data)
        return failure(alteredFile());
    if (!m_budget.spend(derivationIterations(sealed->algorithm)))
        return failure(tooManyIterationsError());
    BagsPointer bags(static_cast<STACK_OF(PKCS12_SAFEBAG)*>(
        PKCS12_item_decrypt_d2i_ex(sealed->algorithm, ASN1_ITEM_rptr(PKCS12_SAFEBAGS),
            m_password.data(), m_password.size(), sealed->enc_data, 1, legacyContext(), nullptr)));
    if (bags) {
        m_hasOpenedSafe = true;
        return bags;
    }
    Error error = wrongPassword();
    if (lastErrorIsUnsupportedAlgorithm())
        error = unsupportedAlgorithmError(algorithmText(sealed->algorithm));
    return failure(std::move(error));
}

Result<BagsPointer> Reader::openSafe(PKCS7* safe)
{
    if (PKCS7_type_is_encrypted(safe))
        return openEncryptedSafe(safe);
    if (!PKCS7_type_is_data(safe))
        return failure(unsupportedAlgorithmError(oidName(safe->type)));
    BagsPointer bags(safe->d.data ? PKCS12_unpack_p7data(safe) : nullptr);
    if (!bags)
        return failure(alteredFile());
    return bags;
}

QString friendlyNameOf(const PKCS12_SAFEBAG* bag)
{
    const ASN1_TYPE* value = PKCS12_SAFEBAG_get0_attr(bag, NID_friendlyName);
    if (!value)
        return {};
    const QByteArray der = encodeDer(i2d_ASN1_TYPE, value);
    const auto element = readDerElement(der);
    return element ? decodeStringElement(*element).value_or(QString()) : QString();
}

QByteArray localKeyIdOf(const PKCS12_SAFEBAG* bag)
{
    const ASN1_TYPE* value = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);
    if (!value || value->type != V_ASN1_OCTET_STRING)
        return {};
    return toByteArray(ASN1_STRING_get0_data(value->value.octet_string),
        ASN1_STRING_length(value->value.octet_string));
}

bool isTrustedByJava(const PKCS12_SAFEBAG* bag)
{
    const Asn1ObjectPointer usage = oidObject(u"2.16.840.1.113894.746875.1.1");
    return X509at_get_attr_by_OBJ(PKCS12_SAFEBAG_get0_attrs(bag), usage.get(), -1) >= 0;
}

/// Java writes "Time 1700000000000" as a key's local id.
QDateTime creationTime(const QByteArray& localKeyId)
{
    bool isNumber = false;
    const qint64 milliseconds =
        localKeyId.startsWith("Time ") ? localKeyId.mid(5).toLongLong(&isNumber) : 0;
    return isNumber ? QDateTime::fromMSecsSinceEpoch(milliseconds, Qt::UTC) : QDateTime();
}

std::optional<Error> Reader::readKey(const PKCS12_SAFEBAG* bag, Pkcs12Bag& result)
{
    const bool isSealed = PKCS12_SAFEBAG_get_nid(bag) == NID_pkcs8ShroudedKeyBag;
    Pkcs8Pointer opened;
    if (isSealed) {
        const X509_SIG* sealed = PKCS12_SAFEBAG_get0_pkcs8(bag);
        auto decrypted = decryptPkcs8(sealed, m_password, m_budget);
        if (!decrypted && isWrongPassword(decrypted.error())) {
            result.sealedKey = encodeDer(i2d_X509_SIG, sealed);
            return std::nullopt;
        }
        if (!decrypted)
            return decrypted.error();
        m_hasOpenedKey = true;
        opened = std::move(*decrypted);
    }
    const PKCS8_PRIV_KEY_INFO* info = isSealed ? opened.get() : PKCS12_SAFEBAG_get0_p8inf(bag);
    result.key = PrivateKey::fromOpenSsl(EVP_PKCS82PKEY(info));
    if (!result.key.isNull())
        return std::nullopt;
    const ASN1_OBJECT* algorithm = nullptr;
    PKCS8_pkey_get0(&algorithm, nullptr, nullptr, nullptr, info);
    return lastErrorIsUnsupportedAlgorithm() ? unsupportedAlgorithmError(oidName(algorithm))
                                             : alteredFile();
}

std::optional<Error> Reader::readBag(const PKCS12_SAFEBAG* bag, int depth)
{
    constexpr int maximumDepth = 8;
    Pkcs12Bag result;
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
    case NID_keyBag:
    case NID_pkcs8ShroudedKeyBag:
        if (auto error = readKey(bag, result))
            return error;
        break;
    case NID_certBag:
        if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate)
            return std::nullopt;
        result.certificate = Certificate::fromOpenSsl(PKCS12_SAFEBAG_get1_cert(bag));
        if (result.certificate.isNull())
            return alteredFile();
        break;
    case NID_safeContentsBag:
        if (depth >= maximumDepth)
            return alteredFile();
        return readBagList(PKCS12_SAFEBAG_get0_safes(bag), depth + 1);
    default: // revocation lists and secret keys: nothing of ours
        return std::nullopt;
    }
    result.friendlyName = friendlyNameOf(bag);
    result.localKeyId = localKeyIdOf(bag);
    result.trustedByJava = isTrustedByJava(bag);
    result.created = creationTime(result.localKeyId);
    m_bags.append(std::move(result));
    return std::nullopt;
}

std::optional<Error> Reader::readBagList(const STACK_OF(PKCS12_SAFEBAG) * bags, int depth)
{
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); ++i) {
        if (auto error = readBag(sk_PKCS12_SAFEBAG_value(bags, i), depth))
            return error;
    }
    return std::nullopt;
}

Result<QList<Pkcs12Bag>> Reader::readBags()
{
    const SafesPointer safes(PKCS12_unpack_authsafes(m_file));
    if (!safes)
        return failure(alteredFile());
    m_bags.clear();
    for (int i = 0; i < sk_PKCS7_num(safes.get()); ++i) {
        const auto bags = openSafe(sk_PKCS7_value(safes.get(), i));
        if (!bags)
            return failure(bags.error());
        if (auto error = readBagList(bags->get(), 0))
            return failure(std::move(*error));
    }
    return m_bags;
}

QList<PasswordSpelling> spellings(const Secret& password)
{
    if (password.isEmpty())
        return { { .secret = {}, .isAbsent = true }, { .secret = {}, .isAbsent = false } };
    return { { .secret = password } };
}

/// What to make of the bags where no MAC vouches for the password.
Result<QList<Pkcs12Bag>> withoutMac(
    const Reader& reader, const PasswordSpelling& password, Result<QList<Pkcs12Bag>> bags)
{
    if (!bags)
        return reader.hasOpenedKey() && isWrongPassword(bags.error()) ? failure(keyPassword())
                                                                      : std::move(bags);
    // Whoever gave no password, and needed none but the keys', has opened the file.
    const bool isOpen =
        reader.hasOpenedSafe() || reader.hasOpenedKey() || password.secret.isEmpty();
    const bool hasSealed =
        std::ranges::any_of(*bags, [](const Pkcs12Bag& bag) { return !bag.sealedKey.isEmpty(); });
    return hasSealed && !isOpen ? failure(wrongPassword()) : std::move(bags);
}

Result<QList<Pkcs12Bag>> readWith(
    PKCS12* file, DerivationBudget& budget, const PasswordSpelling& password)
{
    Reader reader(file, budget, password);
    const auto mac = reader.checkMac();
    if (!mac)
        return failure(mac.error());
    auto bags = reader.readBags();
    if (*mac == MacState::Fits)
        return !bags && isWrongPassword(bags.error()) ? failure(otherBagPassword())
                                                      : std::move(bags);
    if (*mac == MacState::Absent)
        return withoutMac(reader, password, std::move(bags));
    if (reader.hasOpenedSafe())
        return failure(alteredFile());
    if (reader.hasOpenedKey())
        return failure(keyPassword());
    if (!bags && !isWrongPassword(bags.error()))
        return bags;
    return failure(wrongPassword());
}

} // namespace

Result<QList<Pkcs12Bag>> readPkcs12(QByteArrayView bytes, const Secret& password)
{
    const OpenSslErrorScope errors;
    const auto file = decodeFile(bytes);
    if (!file)
        return failure(file.error());
    DerivationBudget budget;
    Result<QList<Pkcs12Bag>> result = failure(wrongPassword());
    for (const PasswordSpelling& spelling : spellings(password)) {
        auto attempt = readWith(file->get(), budget, spelling);
        if (attempt)
            return attempt;
        // PBES2 opens with either spelling of the empty password, the MAC fits only one of them.
        if (isWrongPassword(result.error()))
            result = std::move(attempt);
    }
    return result;
}

} // namespace gatehouse::pki
