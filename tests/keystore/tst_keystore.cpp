// SPDX-License-Identifier: Apache-2.0
#include "jkswriter.h"
#include "material.h"
#include "pkcs12file.h"
#include <core/keystore/keystore.h>
#include <core/pki/pkcs12.h>

#include <QTest>
#include <QtEndian>

using namespace gatehouse;
using namespace gatehouse::keystore;

namespace {

const QString name = QStringLiteral("client.jks");
const QString storeWord = QStringLiteral("store-word");
const QString keyWord = QStringLiteral("key-word");

OpenRequest request(const QString& password)
{
    return { name, std::nullopt, Secret::fromString(password) };
}

jkswriter::Entry aliceEntry(const QString& alias = QStringLiteral("alice"))
{
    return { alias, toDer(Material::get().aliceChain()), pkcs8(Material::get().alice.key),
        keyWord };
}

jkswriter::Entry rootEntry(const QString& alias = QStringLiteral("root"))
{
    return { alias, { Material::get().root.certificate.toDer() } };
}

QByteArray sampleJks(quint32 version = 2)
{
    return jkswriter::write({ aliceEntry(), rootEntry() }, storeWord, version);
}

} // namespace

class TestKeyStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesTypes();
    void readsJks_data();
    void readsJks();
    void opensKeysWithTheirOwnPassword();
    void opensWithAnyUnicodePassword_data();
    void opensWithAnyUnicodePassword();
    void readsModifiedUtf8Aliases();
    void comparesAliasesAsJavaDoes();
    void picksTheOnlyKey();
    void opensPkcs12KeysWithTheirOwnPassword_data();
    void opensPkcs12KeysWithTheirOwnPassword();
    void readsPkcs12();
    void readsPemBundles();
    void trustsWhatTheStoreMarks();
    void warnsAboutValidity();
    void ignoresImpossibleCreationTimes();
    void survivesTruncationAnywhere_data();
    void survivesTruncationAnywhere();
    void survivesAnyChangedByte_data();
    void survivesAnyChangedByte();
    void believesNoLengthField_data();
    void believesNoLengthField();
};

void TestKeyStore::namesTypes()
{
    for (const StoreType type : { StoreType::Jks, StoreType::Pkcs12, StoreType::Pem })
        QCOMPARE(parseStoreType(storeTypeName(type)).value(), type);
    for (const char* text : { "pkcs12", "PKCS#12", "p12", "Pfx", " PKCS12 " })
        QCOMPARE(parseStoreType(QString::fromLatin1(text)).value(), StoreType::Pkcs12);
    QCOMPARE(parseStoreType(u"jks").value(), StoreType::Jks);
    const auto unknown = parseStoreType(u"windows-my");
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().kind, ErrorKind::Usage);
    QVERIFY(unknown.error().message.contains(u"windows-my"));
}

void TestKeyStore::readsJks_data()
{
    QTest::addColumn<quint32>("version");
    QTest::newRow("version 1") << 1U;
    QTest::newRow("version 2") << 2U;
}

void TestKeyStore::readsJks()
{
    QFETCH(quint32, version);
    const auto store = keystore::open(sampleJks(version), request(storeWord));
    QVERIFY2(store, store ? "" : qPrintable(store.error().message));
    QCOMPARE(store->type, StoreType::Jks);
    QCOMPARE(store->name, name);
    QCOMPARE(store->entries.size(), 2);
    const Entry& key = store->entries.at(0);
    QCOMPARE(key.alias, QStringLiteral("alice"));
    QVERIFY(key.hasKey);
    QVERIFY(key.key.isNull());
    QCOMPARE(key.chain, Material::get().aliceChain());
    QCOMPARE(key.created, QDateTime::fromMSecsSinceEpoch(1700000000000, Qt::UTC));
    const Entry& trusted = store->entries.at(1);
    QVERIFY(!trusted.hasKey);
    QCOMPARE(trusted.chain, QList { Material::get().root.certificate });
    QCOMPARE(trustAnchors(*store).value(), QList { Material::get().root.certificate });
}

void TestKeyStore::opensKeysWithTheirOwnPassword()
{
    jkswriter::Entry bob { QStringLiteral("bob"),
        toDer({ Material::get().bob.certificate, Material::get().intermediate.certificate }),
        pkcs8(Material::get().bob.key), storeWord };
    const QByteArray bytes = jkswriter::write({ aliceEntry(), bob }, storeWord);
    const KeyStore store = keystore::open(bytes, request(storeWord)).value();
    const Secret storePassword = Secret::fromString(storeWord);

    const auto alice =
        credential(store, QStringLiteral("alice"), Secret::fromString(keyWord), storePassword);
    QVERIFY2(alice, alice ? "" : qPrintable(alice.error().message));
    QCOMPARE(alice->key, Material::get().alice.key);
    QCOMPARE(alice->chain, Material::get().aliceChain());

    const auto bobs = credential(store, QStringLiteral("bob"), {}, storePassword);
    QVERIFY2(bobs, bobs ? "" : qPrintable(bobs.error().message));
    QCOMPARE(bobs->key, Material::get().bob.key);
    QCOMPARE(bobs->chain.size(), 2);
}

void TestKeyStore::opensWithAnyUnicodePassword_data()
{
    QTest::addColumn<QString>("password");
    QTest::newRow("umlauts") << QStringLiteral("Größenwahn-ÄÖÜ");
    QTest::newRow("emoji") << QStringLiteral("🔑-unlock-🚪");
    QTest::newRow("Greek, Cyrillic, Chinese") << QStringLiteral("κλειδί-ключ-钥匙");
    QTest::newRow("blanks and quotes") << QStringLiteral("  a \"b\" 'c'  ");
    QTest::newRow("long") << QString(3000, u'ß');
    QTest::newRow("empty") << QString();
}

void TestKeyStore::opensWithAnyUnicodePassword()
{
    QFETCH(QString, password);
    jkswriter::Entry entry = aliceEntry();
    entry.keyPassword = password;
    const auto store = keystore::open(jkswriter::write({ entry }, password), request(password));
    QVERIFY2(store, store ? "" : qPrintable(store.error().message));
    const auto key = credential(*store, {}, {}, Secret::fromString(password));
    QVERIFY2(key, key ? "" : qPrintable(key.error().message));
    QCOMPARE(key->key, Material::get().alice.key);
}

void TestKeyStore::readsModifiedUtf8Aliases()
{
    const QString odd = QStringLiteral("müller 钥匙 🔑 ") + QChar(0) + QStringLiteral(" end");
    const auto store =
        keystore::open(jkswriter::write({ aliceEntry(odd) }, storeWord), request(storeWord));
    QCOMPARE(store.value().entries.constFirst().alias, odd);
    const auto key = credential(*store, odd, Secret::fromString(keyWord), {});
    QVERIFY(key.has_value());
}

void TestKeyStore::comparesAliasesAsJavaDoes()
{
    const QByteArray bytes =
        jkswriter::write({ aliceEntry(QStringLiteral("Größe")), rootEntry(QStringLiteral("A")),
                             aliceEntry(QStringLiteral("a")) },
            storeWord);
    const KeyStore store = keystore::open(bytes, request(storeWord)).value();
    const Secret keyPassword = Secret::fromString(keyWord);
    for (const QString& spelling :
        { QStringLiteral("Größe"), QStringLiteral("GRÖßE"), QStringLiteral("größe") }) {
        const auto found = credential(store, spelling, keyPassword, {});
        QVERIFY2(found, qPrintable(spelling));
        QCOMPARE(found->alias, QStringLiteral("Größe"));
    }
    // Two entries that differ in case only: the exact spelling decides.
    QVERIFY(credential(store, QStringLiteral("a"), keyPassword, {}).has_value());
    QCOMPARE(credential(store, QStringLiteral("A"), keyPassword, {}).error().cause,
        QStringLiteral("keystore/alias-without-key"));
}

void TestKeyStore::picksTheOnlyKey()
{
    const QByteArray bytes =
        jkswriter::write({ rootEntry(), aliceEntry(), rootEntry(QStringLiteral("b")) }, storeWord);
    const KeyStore store = keystore::open(bytes, request(storeWord)).value();
    QCOMPARE(credential(store, {}, Secret::fromString(keyWord), {}).value().alias,
        QStringLiteral("alice"));
}

void TestKeyStore::opensPkcs12KeysWithTheirOwnPassword_data()
{
    QTest::addColumn<QString>("mac");
    QTest::addColumn<QString>("certificates");
    QTest::newRow("certificates and MAC with the store's") << storeWord << storeWord;
    QTest::newRow("certificates in clear") << storeWord << QString();
    QTest::newRow("no MAC") << QString() << storeWord;
    QTest::newRow("only the key has one") << QString() << QString();
}

void TestKeyStore::opensPkcs12KeysWithTheirOwnPassword()
{
    QFETCH(QString, mac);
    QFETCH(QString, certificates);
    const QString storePassword = mac.isNull() ? certificates : mac;
    const auto store =
        keystore::open(pkcs12file::write({ mac, certificates, keyWord }), request(storePassword));
    QVERIFY2(store, store ? "" : qPrintable(store.error().message));
    QCOMPARE(store->entries.size(), 1);
    QVERIFY(store->entries.constFirst().hasKey);
    const auto alice =
        credential(*store, {}, Secret::fromString(keyWord), Secret::fromString(storePassword));
    QVERIFY2(alice, alice ? "" : qPrintable(alice.error().message));
    QCOMPARE(alice->key, Material::get().alice.key);
    QCOMPARE(alice->chain, QList { Material::get().alice.certificate });
}

void TestKeyStore::readsPkcs12()
{
    const Material& material = Material::get();
    for (const pki::Pkcs12Form form : { pki::Pkcs12Form::Modern, pki::Pkcs12Form::Legacy }) {
        const QByteArray bytes = pki::writePkcs12(material.alice.key, material.alice.certificate,
            material.aliceChain().mid(1), QStringLiteral("Alice Müller"),
            Secret::fromString(storeWord), form)
                                     .value();
        const auto store = keystore::open(bytes, request(storeWord));
        QVERIFY2(store, store ? "" : qPrintable(store.error().message));
        QCOMPARE(store->type, StoreType::Pkcs12);
        QCOMPARE(store->entries.size(), 1);
        QVERIFY(!store->marksTrust);
        const auto key = credential(*store, QStringLiteral("ALICE MÜLLER"), {}, {});
        QVERIFY2(key, key ? "" : qPrintable(key.error().message));
        QCOMPARE(key->key, material.alice.key);
        QCOMPARE(key->chain, material.aliceChain());
        QCOMPARE(trustAnchors(*store).value().size(), 3);
    }
}

void TestKeyStore::readsPemBundles()
{
    const Material& material = Material::get();
    const QByteArray pem = "Root of all trust\r\n" + material.root.certificate.toPem()
        + "\n# second\n" + material.intermediate.certificate.toPem();
    QCOMPARE(detectType(pem, name).value(), StoreType::Pem);
    const auto store = keystore::open(pem, request({}));
    QVERIFY2(store, store ? "" : qPrintable(store.error().message));
    const QList<pki::Certificate> expected { material.root.certificate,
        material.intermediate.certificate };
    QCOMPARE(trustAnchors(*store).value(), expected);
}

void TestKeyStore::trustsWhatTheStoreMarks()
{
    const QByteArray bytes = jkswriter::write({ aliceEntry(), rootEntry() }, storeWord);
    const KeyStore store = keystore::open(bytes, request(storeWord)).value();
    QVERIFY(store.marksTrust);
    // The chain of a key entry vouches for nobody in JKS.
    QCOMPARE(trustAnchors(store).value(), QList { Material::get().root.certificate });
}

void TestKeyStore::warnsAboutValidity()
{
    const Material& material = Material::get();
    const QByteArray bytes = jkswriter::write(
        { { QStringLiteral("old"), { material.expired.certificate.toDer() } }, rootEntry() },
        storeWord);
    const KeyStore store = keystore::open(bytes, request(storeWord)).value();
    const auto on = [](int year) { return QDateTime(QDate(year, 6, 1), QTime(12, 0), Qt::UTC); };

    QVERIFY(validityWarnings(store, on(2020)).isEmpty());
    const QStringList expired = validityWarnings(store, on(2026));
    QCOMPARE(expired.size(), 1);
    QVERIFY(expired.constFirst().contains(u"\"old\""));
    QVERIFY(expired.constFirst().contains(u"expired on 2021-01-01 00:00 UTC"));
    QVERIFY(expired.constFirst().contains(name));
    const QStringList early = validityWarnings(store, on(2019));
    QCOMPARE(early.size(), 2);
    QVERIFY(early.constFirst().contains(u"not valid before 2020-01-01 00:00 UTC"));
}

void TestKeyStore::ignoresImpossibleCreationTimes()
{
    const QList<qint64> times { std::numeric_limits<qint64>::min(), -1, 0,
        std::numeric_limits<qint64>::max() };
    for (const qint64 ms : times) {
        jkswriter::Entry entry = rootEntry();
        entry.createdMs = ms;
        const auto store =
            keystore::open(jkswriter::write({ entry }, storeWord), request(storeWord));
        QVERIFY(!store.value().entries.constFirst().created.isValid());
    }
}

void TestKeyStore::survivesTruncationAnywhere_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const Material& material = Material::get();
    QTest::newRow("JKS") << sampleJks();
    QTest::newRow("JKS version 1") << sampleJks(1);
    QTest::newRow("PKCS12") << pki::writePkcs12(material.alice.key, material.alice.certificate, {},
        QStringLiteral("alice"), Secret::fromString(storeWord), pki::Pkcs12Form::Modern)
                                   .value();
}

void TestKeyStore::survivesTruncationAnywhere()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(keystore::open(bytes, request(storeWord)).has_value());
    for (qsizetype size = 4; size < bytes.size(); ++size) {
        // A copy of exactly this size, so that the sanitizer sees a read behind its end.
        const QByteArray part(bytes.constData(), size);
        const auto store = keystore::open(part, request(storeWord));
        QVERIFY2(!store, qPrintable(QString::number(size)));
        QVERIFY2(store.error().cause == u"keystore/truncated",
            qPrintable(QStringLiteral("%1: %2").arg(size).arg(store.error().cause)));
    }
}

void TestKeyStore::survivesAnyChangedByte_data()
{
    survivesTruncationAnywhere_data();
}

void TestKeyStore::survivesAnyChangedByte()
{
    QFETCH(QByteArray, bytes);
    const QStringList expected { QStringLiteral("keystore/altered"),
        QStringLiteral("keystore/truncated"), QStringLiteral("keystore/wrong-store-password"),
        QStringLiteral("keystore/not-a-key-store"),
        QStringLiteral("keystore/unsupported-algorithm"), QStringLiteral("keystore/bcfks") };
    // Every third byte, which hits each field somewhere; of a PKCS #12, where each try derives
    // keys, fewer.
    const bool isJks = bytes.startsWith("\xfe\xed");
    for (qsizetype at = 0; at < bytes.size(); at += isJks ? 3 : 31) {
        QByteArray changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ 0x41);
        const auto store = keystore::open(changed, request(storeWord));
        if (!store)
            QVERIFY2(expected.contains(store.error().cause), qPrintable(store.error().cause));
        else
            QVERIFY2(!isJks, qPrintable(QString::number(at)));
    }
}

void TestKeyStore::believesNoLengthField_data()
{
    QTest::addColumn<qsizetype>("at");
    QTest::addColumn<int>("width");
    const qsizetype alias = 12 + 4;
    const qsizetype key = alias + 2 + 5 + 8;
    const auto keySize =
        static_cast<qsizetype>(qFromBigEndian<quint32>(sampleJks().constData() + key));
    const qsizetype count = key + 4 + keySize;
    QTest::newRow("number of entries") << qsizetype(8) << 4;
    QTest::newRow("alias") << alias << 2;
    QTest::newRow("key") << key << 4;
    QTest::newRow("chain") << count << 4;
    QTest::newRow("certificate type") << count + 4 << 2;
    QTest::newRow("certificate") << count + 4 + 2 + 5 << 4;
}

void TestKeyStore::believesNoLengthField()
{
    QFETCH(qsizetype, at);
    QFETCH(int, width);
    for (const char* hex : { "00000000", "7fffffff", "80000000", "ffffffff", "00ffffff" }) {
        QByteArray bytes = sampleJks();
        bytes.replace(at, width, QByteArray::fromHex(hex).right(width));
        const auto store = keystore::open(jkswriter::resign(bytes, storeWord), request(storeWord));
        QVERIFY2(!store, hex);
        QVERIFY2(store.error().cause == u"keystore/altered"
                || store.error().cause == u"keystore/truncated"
                || store.error().cause == u"keystore/unsupported-certificate"
                || store.error().cause == u"keystore/wrong-store-password",
            qPrintable(store.error().cause));
    }
}

QTEST_GUILESS_MAIN(TestKeyStore)
#include "tst_keystore.moc"
