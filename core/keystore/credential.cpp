// SPDX-License-Identifier: Apache-2.0
#include <core/keystore/failures.h>
#include <core/keystore/keyprotector.h>
#include <core/pki/opensslsupport.h>

#include <algorithm>

namespace gatehouse::keystore {

namespace {

QStringList keyAliases(const KeyStore& store)
{
    QStringList aliases;
    for (const Entry& entry : store.entries) {
        if (entry.hasKey)
            aliases.append(entry.alias);
    }
    return aliases;
}

/// The exact spelling wins over one that differs in case: other programs can write two such
/// entries.
const Entry* findEntry(const KeyStore& store, const QString& alias)
{
    const auto exact = std::ranges::find(store.entries, alias, &Entry::alias);
    if (exact != store.entries.cend())
        return &*exact;
    const QString lowerCase = alias.toLower();
    const auto similar = std::ranges::find_if(
        store.entries, [&](const Entry& entry) { return entry.alias.toLower() == lowerCase; });
    return similar == store.entries.cend() ? nullptr : &*similar;
}

Result<const Entry*> chooseOnlyKey(const KeyStore& store)
{
    const QStringList withKey = keyAliases(store);
    if (withKey.isEmpty())
        return failure(failures::noKey(store.name, store.type));
    if (withKey.size() > 1)
        return failure(failures::aliasNeeded(store.name, withKey));
    return &*std::ranges::find_if(store.entries, &Entry::hasKey);
}

Result<const Entry*> chooseEntry(const KeyStore& store, const QString& alias)
{
    if (store.entries.isEmpty())
        return failure(failures::noEntries(store.name));
    if (alias.isEmpty())
        return chooseOnlyKey(store);
    const Entry* entry = findEntry(store, alias);
    if (entry && entry->hasKey)
        return entry;
    const QStringList withKey = keyAliases(store);
    if (entry)
        return failure(failures::aliasWithoutKey(store.name, entry->alias, withKey));
    if (withKey.isEmpty())
        return failure(failures::noKey(store.name, store.type));
    return failure(failures::unknownAlias(store.name, alias, withKey));
}

/// A JKS's key, sealed by Sun's protector.
Result<pki::PrivateKey> openJksKey(
    const KeyStore& store, const Entry& entry, const Secret& password, bool isOwnPassword)
{
    const auto plain = unsealKey(entry.protectedKey, password);
    if (!plain) {
        switch (plain.error()) {
        case UnsealFailure::WrongPassword:
            return failure(failures::wrongKeyPassword(store.name, entry.alias, isOwnPassword));
        case UnsealFailure::Altered:
            return failure(
                failures::altered(store.name, QStringLiteral("the key %1").arg(entry.alias)));
        case UnsealFailure::UnknownProtector:
            return failure(failures::unsupportedAlgorithm(
                store.name, QStringLiteral("key %1").arg(failures::shownAlias(entry.alias))));
        }
    }
    Result<pki::PrivateKey> key = pki::PrivateKey::fromPkcs8(plain->utf8());
    if (!key)
        return failure(failures::unsupportedKey(store.name, entry.alias, key.error().detail));
    return key;
}

Result<pki::PrivateKey> openKey(const KeyStore& store, const Entry& entry,
    const Secret& keyPassword, const Secret& storePassword)
{
    if (!entry.key.isNull())
        return entry.key;
    const bool isOwnPassword = !keyPassword.isEmpty();
    const Secret& password = isOwnPassword ? keyPassword : storePassword;
    if (store.type == StoreType::Jks)
        return openJksKey(store, entry, password, isOwnPassword);
    auto key = pki::PrivateKey::fromEncryptedPkcs8(entry.protectedKey, password);
    if (key)
        return key;
    if (key.error().cause == u"pki/wrong-password")
        return failure(failures::wrongKeyPassword(store.name, entry.alias, isOwnPassword));
    return failure(failures::unsupportedKey(store.name, entry.alias, key.error().message));
}

} // namespace

Result<Credential> credential(const KeyStore& store, const QString& alias,
    const Secret& keyPassword, const Secret& storePassword)
{
    const Result<const Entry*> entry = chooseEntry(store, alias);
    if (!entry)
        return failure(entry.error());
    Result<pki::PrivateKey> key = openKey(store, **entry, keyPassword, storePassword);
    if (!key)
        return failure(key.error());
    const QList<pki::Certificate>& chain = (*entry)->chain;
    if (chain.isEmpty())
        return failure(failures::keyWithoutCertificate(store.name, (*entry)->alias));
    const pki::OpenSslErrorScope errors;
    const Result<pki::KeyType> type = pki::keyTypeOf(key->openSsl());
    if (!type)
        return failure(failures::unsupportedKey(store.name, (*entry)->alias, type.error().message));
    if (!key->hasPublicKey(chain.constFirst().publicKeyInfo()))
        return failure(failures::keyMismatch(store.name, (*entry)->alias));
    return Credential { (*entry)->alias, std::move(*key), chain };
}

} // namespace gatehouse::keystore
