// SPDX-License-Identifier: Apache-2.0
#include <core/keystore/failures.h>

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::keystore::failures {

namespace {

class Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::KeyStore)
};

Error error(const char* cause, QString message, QString detail = {})
{
    Error result = Error::of(ErrorKind::KeyStore, std::move(message), std::move(detail));
    result.cause = QStringLiteral("keystore/") + QLatin1String(cause);
    return result;
}

Error fileError(const char* cause, QString message, QString detail = {})
{
    Error result = error(cause, std::move(message), std::move(detail));
    result.kind = ErrorKind::LocalFile;
    return result;
}

/// The names there are, quoted; a store of thousands must not make a message of thousands.
QString listed(const QStringList& aliases)
{
    constexpr qsizetype shownAtMost = 20;
    QStringList shown;
    for (const QString& alias : aliases.first(std::min(shownAtMost, aliases.size())))
        shown.append(alias.isEmpty() ? Text::tr("(no name)")
                                     : QStringLiteral("\"%1\"").arg(shownAlias(alias)));
    QString text = shown.join(QStringLiteral(", "));
    if (aliases.size() > shownAtMost)
        text = Text::tr("%1 and %2 more").arg(text, QString::number(aliases.size() - shownAtMost));
    return text;
}

QString conversion(const QString& name, const QString& storeType, const QString& options)
{
    return QStringLiteral("keytool -importkeystore -srckeystore \"%1\" -srcstoretype %2 "
                          "-destkeystore \"%1.p12\" -deststoretype PKCS12%3")
        .arg(name, storeType, options);
}

} // namespace

QString shownAlias(const QString& alias)
{
    constexpr qsizetype shownAtMost = 80;
    QString shown = alias.left(shownAtMost);
    for (QChar& character : shown) {
        if (!character.isPrint() && !character.isSurrogate())
            character = QChar(QChar::ReplacementCharacter);
    }
    return alias.size() > shownAtMost ? shown + QChar(0x2026) : shown;
}

Error unknownTypeName(const QString& text)
{
    Error result = error("unknown-type",
        Text::tr("\"%1\" is not a type of key store. Use JKS, PKCS12 or PEM.")
            .arg(shownAlias(text)));
    result.kind = ErrorKind::Usage;
    return result;
}

Error emptyFile(const QString& name)
{
    return error("empty-file",
        Text::tr("%1 is an empty file. Copy the key store again, or choose another file.")
            .arg(name));
}

Error jceks(const QString& name)
{
    return error("jceks",
        Text::tr("%1 is a key store of type JCEKS, which Gatehouse does not read. Convert it to "
                 "PKCS12: %2")
            .arg(name, conversion(name, QStringLiteral("JCEKS"), {})));
}

Error bcfks(const QString& name)
{
    const QString options = QStringLiteral(
        " -providerclass org.bouncycastle.jcajce.provider.BouncyCastleFipsProvider -providerpath "
        "bc-fips.jar");
    return error("bcfks",
        Text::tr("%1 is a BouncyCastle FIPS key store (BCFKS), which Gatehouse does not read. "
                 "Convert it to "
                 "PKCS12: %2")
            .arg(name, conversion(name, QStringLiteral("BCFKS"), options)));
}

Error bks(const QString& name)
{
    const QString options =
        QStringLiteral(" -providerclass org.bouncycastle.jce.provider.BouncyCastleProvider "
                       "-providerpath bcprov.jar");
    return error("bks",
        Text::tr("%1 looks like a BouncyCastle key store (BKS), which Gatehouse does not read. "
                 "Convert it to "
                 "PKCS12: %2")
            .arg(name, conversion(name, QStringLiteral("BKS"), options)));
}

Error notAKeyStore(const QString& name, Content content)
{
    const auto sentence = [&](const QString& text) {
        return error("not-a-key-store", text.arg(name));
    };
    switch (content) {
    case Content::Text:
        return sentence(
            Text::tr("%1 is not a key store: it is a text without certificates. Choose a JKS or "
                     "PKCS12 file."));
    case Content::Base64:
        return sentence(
            Text::tr("%1 is not a key store: it is Base64 text. Decode it first (base64 -d), then "
                     "choose the decoded file."));
    case Content::Certificate:
        return sentence(
            Text::tr("%1 is not a key store: it is a single certificate in DER form. Put it into "
                     "one: keytool -importcert -noprompt -alias ca -file \"%1\" -keystore "
                     "trust.p12 -storetype PKCS12"));
    case Content::PrivateKey:
        return sentence(Text::tr(
            "%1 is not a key store: it is a private key without its certificate. Join both: "
            "openssl pkcs12 -export -inkey \"%1\" -in certificate.pem -out client.p12"));
    case Content::PublicKey:
        return sentence(Text::tr(
            "%1 is not a key store: it is a public key. Choose the JKS or PKCS12 file that "
            "holds the certificate."));
    case Content::Request:
        return sentence(
            Text::tr("%1 is not a key store: it is a certificate request. Choose the JKS or PKCS12 "
                     "file that holds the issued certificate."));
    case Content::Pkcs7:
        return sentence(
            Text::tr("%1 is not a key store: it is a PKCS #7 bundle of certificates in DER form. "
                     "Make a PEM bundle of it: openssl pkcs7 -inform DER -in \"%1\" -print_certs "
                     "-out bundle.pem"));
    case Content::Unknown:
        break;
    }
    return sentence(
        Text::tr("%1 is not a key store. Choose a JKS or PKCS12 file, or for a trust store a PEM "
                 "bundle of certificates."));
}

Error tooLarge(const QString& name)
{
    return error("too-large",
        Text::tr("%1 is larger than 64 MiB, which no key store should be. Choose another file.")
            .arg(name));
}

Error otherType(const QString& name, StoreType found, StoreType expected)
{
    return error("other-type",
        Text::tr("%1 is of type %2, but the settings say %3. Set the type to %2, or choose another "
                 "file.")
            .arg(name, storeTypeName(found), storeTypeName(expected)));
}

Error wrongStorePassword(const QString& name, bool passwordWasGiven, const QString& detail)
{
    if (!passwordWasGiven)
        return error("wrong-store-password",
            Text::tr(
                "%1 is protected by a password, and none was given. Enter the store's password.")
                .arg(name),
            detail);
    return error("wrong-store-password",
        Text::tr("The password does not open %1. Enter the store's password (not a key's); if it "
                 "is surely "
                 "right, the file was changed after it was written: get it again from its source.")
            .arg(name),
        detail);
}

Error truncated(const QString& name, const QString& detail)
{
    return error("truncated",
        Text::tr("%1 is incomplete: the file ends too early. Copy it again in binary mode and "
                 "compare the "
                 "sizes.")
            .arg(name),
        detail);
}

Error altered(const QString& name, const QString& detail)
{
    return error("altered",
        Text::tr("%1 is damaged: its content was altered after it was written. Restore it from a "
                 "backup or "
                 "get it again from its source.")
            .arg(name),
        detail);
}

Error alteredOrKeyPassword(const QString& name, const QString& alias)
{
    if (alias.isEmpty())
        return error("altered",
            Text::tr("The password opens a key in %1, but not the store. Enter the store's "
                     "password; if it is the same, the file was altered after it was written: "
                     "restore it from a backup.")
                .arg(name));
    return error("altered",
        Text::tr(
            "%1 was altered after it was written: the password opens the key \"%2\", but not the "
            "store. Restore it from a backup; if the store has a password other than the key's, "
            "enter that one.")
            .arg(name, shownAlias(alias)));
}

Error unsupportedAlgorithm(const QString& name, const QString& detail)
{
    return error("unsupported-algorithm",
        Text::tr(
            "%1 is protected with an algorithm Gatehouse does not know (%2). Write it again with a "
            "current keytool or openssl.")
            .arg(name, detail),
        detail);
}

Error noEntries(const QString& name)
{
    return error("no-entries",
        Text::tr(
            "%1 opens, but holds no entries at all. Import the key or the certificates, or choose "
            "another file.")
            .arg(name));
}

Error noKey(const QString& name, StoreType type)
{
    if (type == StoreType::Pem)
        return error("no-key",
            Text::tr(
                "%1 is a PEM file, which serves as a trust store only. Put key and certificate "
                "into a "
                "PKCS12 file: openssl pkcs12 -export -inkey key.pem -in \"%1\" -out client.p12")
                .arg(name));
    return error("no-key",
        Text::tr(
            "%1 holds certificates only, no private key: it is a trust store. Choose the key store "
            "with the client's key.")
            .arg(name));
}

Error noTrustedCertificate(const QString& name)
{
    return error("no-trusted-certificate",
        Text::tr("%1 holds keys, but no trusted certificate. Import the CA's certificate: keytool "
                 "-importcert -alias ca -file ca.pem -keystore \"%1\"")
            .arg(name));
}

Error unknownAlias(const QString& name, const QString& alias, const QStringList& aliases)
{
    return error("unknown-alias",
        Text::tr("%1 has no entry \"%2\". The keys it holds are: %3. Choose one of them.")
            .arg(name, shownAlias(alias), listed(aliases)));
}

Error aliasWithoutKey(const QString& name, const QString& alias, const QStringList& keyAliases)
{
    if (keyAliases.isEmpty())
        return error("alias-without-key",
            Text::tr("The entry \"%2\" of %1 is a trusted certificate, and no other entry has a "
                     "private key "
                     "either. Choose the key store with the client's key.")
                .arg(name, shownAlias(alias)));
    return error("alias-without-key",
        Text::tr("The entry \"%2\" of %1 is a trusted certificate without a private key. The "
                 "entries with a "
                 "key are: %3. Choose one of them.")
            .arg(name, shownAlias(alias), listed(keyAliases)));
}

Error aliasNeeded(const QString& name, const QStringList& keyAliases)
{
    return error("alias-needed",
        Text::tr("%1 holds several keys, and no alias says which one to use. Choose one of: %2.")
            .arg(name, listed(keyAliases)));
}

Error wrongKeyPassword(const QString& name, const QString& alias, bool passwordWasGiven)
{
    if (!passwordWasGiven)
        return error("wrong-key-password",
            Text::tr("The key \"%2\" in %1 has a password of its own, which is not the store's. "
                     "Enter the "
                     "key password.")
                .arg(name, shownAlias(alias)));
    return error("wrong-key-password",
        Text::tr("The store %1 opens, but the key password does not open the key \"%2\". Enter the "
                 "password "
                 "of this key, or none if it is the store's.")
            .arg(name, shownAlias(alias)));
}

Error keyMismatch(const QString& name, const QString& alias)
{
    return error("key-mismatch",
        Text::tr("The private key and the certificate of \"%2\" in %1 do not belong together. "
                 "Import the "
                 "certificate that was issued for this key.")
            .arg(name, shownAlias(alias)));
}

Error keyWithoutCertificate(const QString& name, const QString& alias)
{
    return error("key-without-certificate",
        Text::tr("The key \"%2\" in %1 has no certificate. Import the certificate that was issued "
                 "for it.")
            .arg(name, shownAlias(alias)));
}

Error unsupportedKey(const QString& name, const QString& alias, const QString& detail)
{
    return error("unsupported-key",
        Text::tr("The private key \"%2\" in %1 is of a kind Gatehouse does not know. Use an RSA "
                 "key, or an "
                 "EC key on P-256, P-384 or P-521.")
            .arg(name, shownAlias(alias)),
        detail);
}

Error unsupportedCertificate(const QString& name, const QString& alias, const QString& detail)
{
    return error("unsupported-certificate",
        Text::tr("The certificate of \"%2\" in %1 is not one Gatehouse can read. Delete the entry "
                 "or import "
                 "the certificate again: keytool -delete -alias \"%2\" -keystore \"%1\"")
            .arg(name, shownAlias(alias)),
        detail);
}

Error fileMissing(const QString& path)
{
    return fileError("file-missing",
        Text::tr("There is no file %1. Check the path, or choose the key store again.").arg(path));
}

Error fileIsNotAFile(const QString& path, bool isFolder)
{
    if (isFolder)
        return fileError("file-is-folder",
            Text::tr("%1 is a folder. Choose the key store file inside it.").arg(path));
    return fileError("file-is-device",
        Text::tr("%1 is a device or a pipe, not a regular file. Choose a key store file.")
            .arg(path));
}

Error fileNotPermitted(const QString& path, const QString& detail)
{
    return fileError("file-not-permitted",
        Text::tr("You have no permission to read %1. Ask its owner for read access to the file and "
                 "to the "
                 "folders above it.")
            .arg(path),
        detail);
}

Error fileUnreadable(const QString& path, const QString& reason)
{
    return fileError("file-unreadable",
        Text::tr("%1 could not be read (%2). Check the disk or the network drive and try again.")
            .arg(path, reason),
        reason);
}

} // namespace gatehouse::keystore::failures
