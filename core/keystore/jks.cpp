// SPDX-License-Identifier: Apache-2.0
#include <core/keystore/failures.h>
#include <core/keystore/javainput.h>
#include <core/keystore/jks.h>
#include <core/keystore/keyprotector.h>
#include <core/keystore/sha1.h>
#include <core/pki/opensslsupport.h>

#include <algorithm>
#include <array>

namespace gatehouse::keystore {

namespace {

/// One entry as it stands in the file; nothing decoded, the views point into the file.
struct RawEntry {
    QString alias;
    qint64 createdMs = 0;
    bool hasKey = false;
    QByteArrayView protectedKey;
    QList<QByteArrayView> certificates;
    QString foreignType; ///< a certificate type other than X.509
};

struct RawStore {
    QList<RawEntry> entries;
    qsizetype signedSize = 0; ///< how much of the file the digest covers
    QByteArrayView digest;
};

void readCertificate(JavaInput& input, quint32 version, RawEntry& entry)
{
    if (version == 2) {
        const QString type = input.text();
        if (type != u"X.509" && type != u"X509")
            entry.foreignType = type;
    }
    entry.certificates.append(input.takeDer());
}

RawEntry readEntry(JavaInput& input, quint32 version)
{
    constexpr quint32 keyTag = 1;
    constexpr quint32 trustedTag = 2;
    RawEntry entry;
    const quint32 tag = input.u32();
    if (input.isFine() && tag != keyTag && tag != trustedTag)
        input.fail(JavaInput::Damage::Altered, "unknown entry tag");
    entry.hasKey = tag == keyTag;
    entry.alias = input.text();
    entry.createdMs = input.i64();
    if (entry.hasKey)
        entry.protectedKey = input.takeDer();
    const quint32 count = entry.hasKey ? input.count() : 1;
    for (quint32 i = 0; i < count && input.isFine(); ++i)
        readCertificate(input, version, entry);
    return entry;
}

Result<RawStore> readStructure(QByteArrayView bytes, const QString& name)
{
    JavaInput input(bytes);
    RawStore store;
    input.u32(); // the magic number: whoever calls has looked at it
    const quint32 version = input.u32();
    if (input.isFine() && version != 1 && version != 2)
        input.fail(JavaInput::Damage::Altered, "unknown version");
    const quint32 count = input.count();
    for (quint32 i = 0; i < count && input.isFine(); ++i)
        store.entries.append(readEntry(input, version));
    store.signedSize = input.position();
    store.digest = input.take(Sha1::size);
    switch (input.damage()) {
    case JavaInput::Damage::Truncated:
        return failure(failures::truncated(name, input.detail()));
    case JavaInput::Damage::Altered:
        return failure(failures::altered(name, input.detail()));
    case JavaInput::Damage::None:
        break;
    }
    return store;
}

/// A certificate that says it signed itself, with an algorithm we can check, and did not.
bool hasBrokenOwnSignature(const pki::Certificate& certificate)
{
    X509* x509 = certificate.openSsl();
    if ((X509_get_extension_flags(x509) & EXFLAG_SS) == 0)
        return false;
    int digest = NID_undef;
    if (X509_get_signature_info(x509, &digest, nullptr, nullptr, nullptr) != 1)
        return false;
    constexpr std::array checkable { NID_sha1, NID_sha224, NID_sha256, NID_sha384, NID_sha512 };
    return std::ranges::find(checkable, digest) != checkable.end()
        && !certificate.isSignedBy(certificate);
}

/// The digest does not fit: what else in the file tells damage from a wrong password?
Error explainDigest(const RawStore& store, const QString& name, const Secret& password)
{
    for (const RawEntry& entry : store.entries) {
        if (entry.hasKey && unsealKey(entry.protectedKey, password).has_value())
            return failures::alteredOrKeyPassword(name, entry.alias);
    }
    for (const RawEntry& entry : store.entries) {
        if (!entry.foreignType.isEmpty())
            continue;
        for (const QByteArrayView der : entry.certificates) {
            const Result<pki::Certificate> certificate = pki::Certificate::fromDer(der);
            if (!certificate)
                return failures::altered(name,
                    QStringLiteral("certificate of %1: %2")
                        .arg(entry.alias, certificate.error().message));
            if (hasBrokenOwnSignature(*certificate))
                return failures::altered(
                    name, QStringLiteral("signature of the certificate of %1").arg(entry.alias));
        }
    }
    return failures::wrongStorePassword(
        name, !password.isEmpty(), QStringLiteral("the digest over the file does not fit"));
}

QDateTime creationTime(qint64 ms)
{
    constexpr qint64 year10000 = 253402300800000;
    if (ms <= 0 || ms >= year10000)
        return {};
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
}

Result<Entry> decodeEntry(const RawEntry& raw, const QString& name)
{
    Entry entry;
    entry.alias = raw.alias;
    entry.hasKey = raw.hasKey;
    entry.created = creationTime(raw.createdMs);
    entry.protectedKey = raw.protectedKey.toByteArray();
    if (!raw.foreignType.isEmpty())
        return failure(failures::unsupportedCertificate(
            name, raw.alias, QStringLiteral("type %1").arg(failures::shownAlias(raw.foreignType))));
    entry.chain.reserve(raw.certificates.size());
    for (const QByteArrayView der : raw.certificates) {
        Result<pki::Certificate> certificate = pki::Certificate::fromDerDeferred(der);
        if (!certificate)
            return failure(
                failures::unsupportedCertificate(name, raw.alias, certificate.error().message));
        entry.chain.append(std::move(*certificate));
    }
    return entry;
}

} // namespace

Result<QList<Entry>> readJks(QByteArrayView bytes, const QString& name, const Secret& storePassword)
{
    const Result<RawStore> store = readStructure(bytes, name);
    if (!store)
        return failure(store.error());
    const Secret password = storePassword.utf16BigEndian();
    const auto digest =
        Sha1().of({ password.utf8(), "Mighty Aphrodite", bytes.first(store->signedSize) });
    if (!digest)
        return failure(failures::unsupportedAlgorithm(name, QStringLiteral("SHA-1")));
    if (!Sha1::same(*digest, store->digest))
        return failure(explainDigest(*store, name, storePassword));
    QList<Entry> entries;
    entries.reserve(store->entries.size());
    for (const RawEntry& raw : store->entries) {
        Result<Entry> entry = decodeEntry(raw, name);
        if (!entry)
            return failure(entry.error());
        entries.append(std::move(*entry));
    }
    return entries;
}

} // namespace gatehouse::keystore
