// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/keystore/keystore.h>

/// Every way in which a store can fail, one function and one message each. `name` is the file's
/// name, `alias` an entry's. All are of kind KeyStore except the four about the file itself, which
/// are of kind LocalFile.
namespace gatehouse::keystore::failures {

/// Usage, cause "keystore/unknown-type".
Error unknownTypeName(const QString& text);

Error emptyFile(const QString& name);
Error jceks(const QString& name);
Error bcfks(const QString& name);
Error bks(const QString& name);
/// What a file turned out to be when it is not a key store, for the remedy in the message.
enum class Content { Unknown, Text, Base64, Certificate, PrivateKey, PublicKey, Request, Pkcs7 };
Error notAKeyStore(const QString& name, Content content);
Error tooLarge(const QString& name);

Error otherType(const QString& name, StoreType found, StoreType expected);
Error wrongStorePassword(const QString& name, bool passwordWasGiven, const QString& detail = {});
Error truncated(const QString& name, const QString& detail);
Error altered(const QString& name, const QString& detail);
/// The password opens this key (empty: some key), yet the digest does not fit: damage, or a key's
/// password in place of the store's.
Error alteredOrKeyPassword(const QString& name, const QString& alias);
Error unsupportedAlgorithm(const QString& name, const QString& detail);

Error noEntries(const QString& name);
Error noKey(const QString& name, StoreType type);
Error noTrustedCertificate(const QString& name);
Error unknownAlias(const QString& name, const QString& alias, const QStringList& aliases);
Error aliasWithoutKey(const QString& name, const QString& alias, const QStringList& keyAliases);
Error aliasNeeded(const QString& name, const QStringList& keyAliases);
Error wrongKeyPassword(const QString& name, const QString& alias, bool passwordWasGiven);
Error keyMismatch(const QString& name, const QString& alias);
Error keyWithoutCertificate(const QString& name, const QString& alias);
Error unsupportedKey(const QString& name, const QString& alias, const QString& detail);
Error unsupportedCertificate(const QString& name, const QString& alias, const QString& detail);

Error fileMissing(const QString& path);
Error fileIsNotAFile(const QString& path, bool isFolder);
Error fileNotPermitted(const QString& path, const QString& detail);
Error fileUnreadable(const QString& path, const QString& reason);

/// An alias as a message shows it: without control characters, at most 80 characters.
QString shownAlias(const QString& alias);

} // namespace gatehouse::keystore::failures
