// SPDX-License-Identifier: Apache-2.0
#include "jkswriter.h"
#include "material.h"
#include "pkcs12file.h"
#include <core/keystore/keystore.h>
#include <core/pki/pkcs12.h>

#include <QDir>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

#include <functional>

using namespace gatehouse;
using namespace gatehouse::keystore;

namespace {

const QString name = QStringLiteral("client.store");
const QString storeWord = QStringLiteral("correct-horse-store");
const QString keyWord = QStringLiteral("battery-staple-key");
const QString wrongWord = QStringLiteral("not-this-one");

OpenRequest request(const QString& password = storeWord)
{
    return { name, std::nullopt, Secret::fromString(password) };
}

jkswriter::Entry alice(const QString& alias = QStringLiteral("alice"))
{
    return { alias, toDer(Material::get().aliceChain()), pkcs8(Material::get().alice.key),
        keyWord };
}

jkswriter::Entry root()
{
    return { QStringLiteral("root"), { Material::get().root.certificate.toDer() } };
}

QByteArray jks(const QList<jkswriter::Entry>& entries)
{
    return jkswriter::write(entries, storeWord);
}

QByteArray pkcs12()
{
    const Material& material = Material::get();
    static const QByteArray bytes = pki::writePkcs12(material.alice.key, material.alice.certificate,
        {}, QStringLiteral("alice"), Secret::fromString(storeWord), pki::Pkcs12Form::Modern)
                                        .value();
    return bytes;
}

Error opening(const QByteArray& bytes, const OpenRequest& wanted = request())
{
    const auto store = keystore::open(bytes, wanted);
    return store ? Error {} : store.error();
}

Error opening(const QByteArray& bytes, const QString& password)
{
    return opening(bytes, request(password));
}

Error using_(const QList<jkswriter::Entry>& entries, const QString& alias = {},
    const QString& keyPassword = keyWord)
{
    const auto store = keystore::open(jks(entries), request());
    if (!store)
        return store.error();
    const auto key =
        credential(*store, alias, Secret::fromString(keyPassword), Secret::fromString(storeWord));
    return key ? Error {} : key.error();
}

Error usingPkcs12(const QString& keyPassword)
{
    const auto store =
        keystore::open(pkcs12file::write({ storeWord, storeWord, keyWord }), request());
    if (!store)
        return store.error();
    const auto key =
        credential(*store, {}, Secret::fromString(keyPassword), Secret::fromString(storeWord));
    return key ? Error {} : key.error();
}

Error openingFile(const QString& path)
{
    const auto store = openFile(path, request());
    return store ? Error {} : store.error();
}

/// As a user who may read nothing of root's, where the tests themselves run as root.
Error openingFileAsNobody(const QString& path)
{
    const bool isRoot = geteuid() == 0;
    constexpr uid_t nobody = 65534;
    if (isRoot && setresuid(nobody, nobody, 0) != 0)
        return {};
    const Error error = openingFile(path);
    if (isRoot && setresuid(0, 0, 0) != 0)
        return {};
    return error;
}

QByteArray changed(QByteArray bytes, qsizetype at)
{
    bytes[at] = static_cast<char>(bytes[at] ^ 0x01);
    return bytes;
}

/// A certificate whose own signature is broken, found by its last byte.
QByteArray withBrokenRoot(QByteArray bytes)
{
    const qsizetype at = bytes.indexOf(Material::get().root.certificate.toDer());
    return changed(bytes, at + Material::get().root.certificate.toDer().size() - 1);
}

jkswriter::Entry ed25519()
{
    jkswriter::Entry entry = alice(QStringLiteral("ed25519"));
    entry.pkcs8 = QByteArray::fromHex("302e020100300506032b657004220420") + QByteArray(32, 'k');
    return entry;
}

struct Case {
    const char* row;
    const char* cause;
    const char* remedy; ///< words the message must have
    std::function<Error()> fail;
};

} // namespace

/// Every cause, told apart by cause and by words, each with its remedy.
class TestKeyStoreFailures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tellsEachCause_data();
    void tellsEachCause();
    void noTwoCausesShareAMessage();
    void saysWhatAForeignFileIs_data();
    void saysWhatAForeignFileIs();
    void listsAliasesWithMeasure();
    void neverShowsAPassword();

private:
    QList<Case> cases() const;
    QList<Case> openingCases() const;
    QList<Case> credentialCases() const;
    QList<Case> fileCases() const;
    QString path(const char* file) const { return m_folder.filePath(QString::fromLatin1(file)); }
    QTemporaryDir m_folder;
};

void TestKeyStoreFailures::initTestCase()
{
    QVERIFY(m_folder.isValid());
    QVERIFY(QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7055)));
    QFile secret(path("secret.jks"));
    QVERIFY(secret.open(QIODevice::WriteOnly));
    secret.write(jks({ root() }));
    secret.close();
    QVERIFY(secret.setPermissions({}));
    QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("locked")));
    QVERIFY(QFile::setPermissions(path("locked"), {}));
}

QList<Case> TestKeyStoreFailures::openingCases() const
{
    const auto expecting = [](StoreType type) {
        OpenRequest wanted = request();
        wanted.expectedType = type;
        return wanted;
    };
    jkswriter::Entry foreign = root();
    foreign.certificateType = "PGP";
    jkswriter::Entry unreadable = root();
    unreadable.certificates = { QByteArray::fromHex("3003020101") };
    const QByteArray own = jks({ { QStringLiteral("own"), toDer(Material::get().aliceChain()),
                                     pkcs8(Material::get().alice.key), storeWord },
        root() });
    return {
        { "no content", "empty-file", "Copy the key store again",
            [] { return opening(QByteArray()); } },
        { "blanks only", "empty-file", "Copy the key store again",
            [] { return opening("\n \n"); } },
        { "JCEKS", "jceks",
            "keytool -importkeystore -srckeystore \"client.store\" -srcstoretype JCEKS",
            [] { return opening(QByteArray::fromHex("cececece0000000200000000")); } },
        { "BCFKS", "bcfks", "-srcstoretype BCFKS",
            [] {
                return opening(
                    QByteArray::fromHex("3082020030820180305906092a864886f70d01050d304c"));
            } },
        { "BKS", "bks", "-srcstoretype BKS",
            [] {
                return opening(QByteArray::fromHex("0000000200000014") + QByteArray(20, 's')
                    + QByteArray::fromHex("0000042b") + QByteArray(60, 'x'));
            } },
        { "noise", "not-a-key-store", "Choose a JKS or PKCS12 file",
            [] {
                return opening(QByteArray("\x7f"
                                          "ELF\x02\x01\x01\x00\x00",
                    9));
            } },
        { "64 MiB and a byte", "too-large", "Choose another file",
            [] { return opening(QByteArray(64 * 1024 * 1024 + 1, 'x')); } },
        { "JKS instead of PKCS12", "other-type", "is of type JKS, but the settings say PKCS12",
            [=] { return opening(jks({ root() }), expecting(StoreType::Pkcs12)); } },
        { "PKCS12 instead of JKS", "other-type", "is of type PKCS12, but the settings say JKS",
            [=] { return opening(pkcs12(), expecting(StoreType::Jks)); } },
        { "PEM instead of PKCS12", "other-type", "is of type PEM, but the settings say PKCS12",
            [=] {
                return opening(
                    Material::get().root.certificate.toPem(), expecting(StoreType::Pkcs12));
            } },
        { "wrong password of a JKS", "wrong-store-password", "Enter the store's password",
            [] {
                return opening(jks({ alice(), root() }), wrongWord);
            } },
        { "a key's password for the store's", "altered", "enter that one",
            [] {
                return opening(jks({ alice(), root() }), keyWord);
            } },
        { "no password for a JKS", "wrong-store-password", "none was given",
            [] {
                return opening(jks({ alice(), root() }), QString());
            } },
        { "wrong password of a PKCS12", "wrong-store-password", "Enter the store's password",
            [] { return opening(pkcs12(), wrongWord); } },
        { "a PKCS12 key's password for the store's", "altered", "Enter the store's password",
            [] {
                return opening(pkcs12file::write({ storeWord, storeWord, keyWord }), keyWord);
            } },
        { "a PKCS12 key's password for the MAC's", "altered", "Enter the store's password",
            [] {
                return opening(pkcs12file::write({ storeWord, {}, keyWord }), keyWord);
            } },
        { "a PKCS12 key's password for the certificates'", "altered", "Enter the store's password",
            [] {
                return opening(pkcs12file::write({ {}, storeWord, keyWord }), keyWord);
            } },
        { "neither password of a PKCS12", "wrong-store-password", "Enter the store's password",
            [] {
                return opening(pkcs12file::write({ storeWord, storeWord, keyWord }), wrongWord);
            } },
        { "wrong password of a PKCS12 with nothing but a sealed key", "wrong-store-password",
            "Enter the store's password",
            [] {
                return opening(pkcs12file::write({ {}, {}, keyWord }), wrongWord);
            } },
        { "no password for a PKCS12", "wrong-store-password", "none was given",
            [] { return opening(pkcs12(), QString()); } },
        { "JKS cut off", "truncated", "Copy it again",
            [] { return opening(jks({ root() }).chopped(1)); } },
        { "JKS magic cut off", "truncated", "Copy it again",
            [] { return opening("\xfe\xed\xfe"); } },
        { "PKCS12 cut off", "truncated", "Copy it again",
            [] { return opening(pkcs12().chopped(9)); } },
        { "PEM cut off", "truncated", "Copy it again",
            [] { return opening(Material::get().root.certificate.toPem().chopped(30)); } },
        { "JKS with a changed alias, opened by a key's password", "altered",
            "Restore it from a backup", [=] { return opening(changed(own, 12 + 4 + 2)); } },
        { "JKS with a broken self-signature", "altered", "Restore it from a backup",
            [] { return opening(withBrokenRoot(jks({ root() }))); } },
        { "JKS with an unknown version", "altered", "Restore it from a backup",
            [] { return opening(changed(jks({ root() }), 6)); } },
        { "JKS with an unknown tag", "altered", "Restore it from a backup",
            [] { return opening(changed(jks({ root() }), 13)); } },
        { "PEM with a broken certificate", "altered", "Restore it from a backup",
            [] {
                return opening(
                    "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n");
            } },
        { "PKCS12 with a broken MAC", "altered", "Restore it from a backup",
            [] { return opening(changed(pkcs12(), pkcs12().size() - 30)); } },
        { "PGP certificate in a JKS", "unsupported-certificate", "keytool -delete",
            [=] { return opening(jks({ foreign })); } },
        { "unreadable certificate in a JKS", "unsupported-certificate", "keytool -delete",
            [=] { return opening(jks({ unreadable })); } },
    };
}

QList<Case> TestKeyStoreFailures::credentialCases() const
{
    jkswriter::Entry foreign = alice();
    foreign.protectorOid = QByteArray::fromHex("060a2b060104012a02130101");
    jkswriter::Entry mismatched = alice();
    mismatched.certificates = { Material::get().bob.certificate.toDer() };
    jkswriter::Entry bare = alice();
    bare.certificates.clear();
    const auto anchors = [](const QByteArray& bytes) {
        const auto store = keystore::open(bytes, request());
        const auto found = store ? trustAnchors(*store) : failure(store.error());
        return found ? Error {} : found.error();
    };
    return {
        { "no entries", "no-entries", "Import the key or the certificates",
            [] { return using_({}); } },
        { "no entries to trust", "no-entries", "Import the key or the certificates",
            [=] { return anchors(jks({})); } },
        { "certificates only", "no-key", "Choose the key store with the client's key",
            [] { return using_({ root() }); } },
        { "key from PEM", "no-key", "openssl pkcs12 -export",
            [] {
                const auto store =
                    keystore::open(Material::get().root.certificate.toPem(), request());
                return credential(*store, {}, {}, {}).error();
            } },
        { "keys only", "no-trusted-certificate", "keytool -importcert",
            [=] { return anchors(jks({ alice() })); } },
        { "unknown alias", "unknown-alias", "\"alice\", \"alice2\"",
            [] {
                return using_(
                    { alice(), root(), alice(QStringLiteral("alice2")) }, QStringLiteral("bob"));
            } },
        { "alias of a certificate", "alias-without-key", "\"alice\". Choose one",
            [] {
                return using_({ alice(), root() }, QStringLiteral("ROOT"));
            } },
        { "alias of a certificate, no key at all", "alias-without-key",
            "Choose the key store with the client's key",
            [] { return using_({ root() }, QStringLiteral("root")); } },
        { "several keys", "alias-needed", "Choose one of: \"alice\", \"alice2\"",
            [] {
                return using_({ alice(), alice(QStringLiteral("alice2")) });
            } },
        { "wrong key password", "wrong-key-password", "Enter the password of this key",
            [] { return using_({ alice() }, {}, wrongWord); } },
        { "key password missing", "wrong-key-password", "Enter the key password",
            [] { return using_({ alice() }, {}, {}); } },
        { "wrong key password in a PKCS12", "wrong-key-password", "Enter the password of this key",
            [] { return usingPkcs12(wrongWord); } },
        { "key password missing in a PKCS12", "wrong-key-password", "Enter the key password",
            [] { return usingPkcs12({}); } },
        { "certificate of another key", "key-mismatch", "Import the certificate that was issued",
            [=] { return using_({ mismatched }); } },
        { "key without certificate", "key-without-certificate", "has no certificate",
            [=] { return using_({ bare }); } },
        { "Ed25519 key", "unsupported-key", "Use an RSA key, or an EC key",
            [] { return using_({ ed25519() }); } },
        { "unknown key protector", "unsupported-algorithm", "Write it again",
            [=] { return using_({ foreign }); } },
    };
}

QList<Case> TestKeyStoreFailures::fileCases() const
{
    return {
        { "no such file", "file-missing", "Check the path",
            [this] { return openingFile(path("absent.jks")); } },
        { "folder", "file-is-folder", "Choose the key store file inside it",
            [this] { return openingFile(m_folder.path()); } },
        { "device", "file-is-device", "not a regular file",
            [] { return openingFile(QStringLiteral("/dev/zero")); } },
        { "no permission", "file-not-permitted", "Ask its owner",
            [this] { return openingFileAsNobody(path("secret.jks")); } },
        { "no permission on a folder above", "file-not-permitted", "Ask its owner",
            [this] { return openingFileAsNobody(path("locked/client.jks")); } },
        { "read error", "file-unreadable", "try again",
            [] { return openingFile(QStringLiteral("/proc/self/mem")); } },
    };
}

QList<Case> TestKeyStoreFailures::cases() const
{
    return openingCases() + credentialCases() + fileCases();
}

void TestKeyStoreFailures::tellsEachCause_data()
{
    QTest::addColumn<qsizetype>("index");
    const QList<Case> all = cases();
    for (qsizetype i = 0; i < all.size(); ++i)
        QTest::newRow(all.at(i).row) << i;
}

void TestKeyStoreFailures::tellsEachCause()
{
    QFETCH(qsizetype, index);
    const Case example = cases().at(index);
    const Error error = example.fail();
    QCOMPARE(error.cause, QStringLiteral("keystore/") + QLatin1String(example.cause));
    QVERIFY2(error.message.contains(QLatin1String(example.remedy)), qPrintable(error.message));
    const bool isAboutTheFile = error.cause.startsWith(u"keystore/file-");
    QCOMPARE(error.kind, isAboutTheFile ? ErrorKind::LocalFile : ErrorKind::KeyStore);
    QVERIFY2(isAboutTheFile || error.message.contains(name), qPrintable(error.message));
    QVERIFY2(!error.message.contains(QRegularExpression(QStringLiteral("%\\d"))),
        qPrintable(error.message));
}

void TestKeyStoreFailures::noTwoCausesShareAMessage()
{
    QMap<QString, QString> causeOf;
    const QList<Case> all = cases();
    for (const Case& example : all) {
        const Error error = example.fail();
        QVERIFY(!error.message.isEmpty());
        const QString known = causeOf.value(error.message, error.cause);
        QCOMPARE(known, error.cause);
        causeOf.insert(error.message, error.cause);
    }
}

void TestKeyStoreFailures::saysWhatAForeignFileIs_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("words");
    const Material& material = Material::get();
    const QByteArray key = pkcs8(material.alice.key);
    const auto sealed = material.alice.key.toEncryptedPkcs8(Secret::fromString(keyWord)).value();
    const auto row = [](const char* what, const QByteArray& bytes, const char* words) {
        QTest::newRow(what) << bytes << QString::fromLatin1(words);
    };
    row("DER certificate", material.alice.certificate.toDer(), "a single certificate in DER form");
    row("DER private key", key, "a private key without its certificate");
    row("DER encrypted private key", sealed, "a private key without its certificate");
    row("PEM encrypted private key",
        material.alice.key.toEncryptedPem(Secret::fromString(keyWord)).value(),
        "a private key without its certificate");
    row("DER public key", material.alice.key.publicKeyInfo(), "a public key");
    row("PEM public key", "-----BEGIN PUBLIC KEY-----\nMAMCAQE=\n-----END PUBLIC KEY-----\n",
        "a public key");
    row("PEM request",
        "-----BEGIN CERTIFICATE REQUEST-----\nMAMCAQE=\n-----END CERTIFICATE REQUEST-----\n",
        "a certificate request");
    row("DER PKCS #7", pki::toPkcs7Der({ material.root.certificate }).value(), "a PKCS #7 bundle");
    row("Base64 of a store", jks({ root() }).toBase64(), "Base64 text");
    row("page of a proxy", "<html><body>Blocked by policy &mdash; go away</body></html>", "a text");
    row("JSON", "{\"keys\": []}", "a text");
    row("digits", "0123456789", "a text");
}

void TestKeyStoreFailures::saysWhatAForeignFileIs()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, words);
    const Error error = opening(bytes);
    QCOMPARE(error.cause, QStringLiteral("keystore/not-a-key-store"));
    QVERIFY2(error.message.contains(words), qPrintable(error.message));
    QVERIFY2(error.message.startsWith(QStringLiteral("client.store is not a key store")),
        qPrintable(error.message));
}

void TestKeyStoreFailures::listsAliasesWithMeasure()
{
    QList<jkswriter::Entry> entries;
    for (int i = 0; i < 50; ++i)
        entries.append(alice(QStringLiteral("key%1").arg(i)));
    const QString many = using_(entries).message;
    QVERIFY(many.contains(u"\"key19\" and 30 more"));
    QVERIFY(!many.contains(u"key20"));

    const QString hostile = QStringLiteral("\x1b[31mred\n%1 %2") + QString(500, u'x');
    const QString shown = using_({ alice(hostile), alice() }, QStringLiteral("nobody")).message;
    QVERIFY(!shown.contains(QChar(0x1b)));
    QVERIFY(!shown.contains(u'\n'));
    QVERIFY(shown.contains(u"red"));
    QVERIFY(shown.size() < 400);
}

void TestKeyStoreFailures::neverShowsAPassword()
{
    const QList<Case> all = cases();
    for (const Case& example : all) {
        const Error error = example.fail();
        for (const QString& word : { storeWord, keyWord, wrongWord }) {
            QVERIFY2(!error.message.contains(word), example.row);
            QVERIFY2(!error.detail.contains(word), example.row);
        }
    }
}

QTEST_GUILESS_MAIN(TestKeyStoreFailures)
#include "tst_keystorefailures.moc"
