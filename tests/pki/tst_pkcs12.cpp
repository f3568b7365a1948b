// SPDX-License-Identifier: Apache-2.0
#include "pkifixtures.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::pki;
using namespace gatehouse::pki::tests;

Q_DECLARE_METATYPE(gatehouse::pki::Pkcs12Form)

class Pkcs12Test : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatItWrites_data()
    {
        QTest::addColumn<Pkcs12Form>("form");
        QTest::addColumn<QString>("passwordText");
        QTest::addColumn<QString>("name");
        for (const Pkcs12Form form : { Pkcs12Form::Modern, Pkcs12Form::Legacy }) {
            const char* formName = form == Pkcs12Form::Modern ? "modern" : "legacy";
            const auto row = [&](const char* what, const QString& text, const QString& name) {
                QTest::addRow("%s, %s", formName, what) << form << text << name;
            };
            row("plain", QStringLiteral("changeit"), QStringLiteral("server"));
            row("umlauts", QStringLiteral("pässwörd ß"), QStringLiteral("Zürich"));
            row("outside of the BMP", QStringLiteral("key \U0001F511"),
                QStringLiteral("\U0001F511"));
            row("no name", QString(200, u'x'), QString());
        }
    }

    void readsWhatItWrites()
    {
        QFETCH(Pkcs12Form, form);
        QFETCH(QString, passwordText);
        QFETCH(QString, name);
        const SmallPki& pki = smallPki();
        const Secret secret = Secret::fromString(passwordText);
        const auto file =
            writePkcs12(pki.leafKey, pki.leaf, { pki.issuing, pki.root }, name, secret, form);
        QVERIFY2(file, qPrintable(file ? QString() : file.error().message + file.error().detail));
        const auto bags = readPkcs12(*file, secret);
        QVERIFY(bags);
        QCOMPARE(bags->size(), 4);
        QCOMPARE(bags->at(0).certificate, pki.leaf);
        QCOMPARE(bags->at(1).certificate, pki.issuing);
        QCOMPARE(bags->at(2).certificate, pki.root);
        QCOMPARE(bags->at(3).key, pki.leafKey);
        QCOMPARE(bags->at(0).friendlyName, name);
        QCOMPARE(bags->at(3).friendlyName, name);
        QVERIFY(!bags->at(0).localKeyId.isEmpty());
        QCOMPARE(bags->at(0).localKeyId, bags->at(3).localKeyId);
        QVERIFY(bags->at(1).localKeyId.isEmpty());
        QVERIFY(!bags->at(0).trustedByJava);
    }

    void warnsOfPasswordsThatJavaRefuses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isRefused");
        QTest::newRow("letters and digits") << QStringLiteral("changeit42") << false;
        QTest::newRow("every sign of ASCII")
            << QStringLiteral(" !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") << false;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("umlaut") << QStringLiteral("Zürich") << true;
        QTest::newRow("euro sign") << QStringLiteral("5€") << true;
        QTest::newRow("outside of the BMP") << QStringLiteral("key \U0001F511") << true;
        QTest::newRow("tabulator") << QStringLiteral("a\tb") << true;
        QTest::newRow("delete") << QStringLiteral("a\u007fb") << true;
    }

    void warnsOfPasswordsThatJavaRefuses()
    {
        QFETCH(QString, text);
        QFETCH(bool, isRefused);
        const QString warning = pkcs12PasswordWarning(Secret::fromString(text));
        QCOMPARE(!warning.isEmpty(), isRefused);
        if (isRefused)
            QVERIFY2(warning.contains(u"Java") && !warning.contains(text), qPrintable(warning));
    }

    void writesNoDuplicates()
    {
        const SmallPki& pki = smallPki();
        const auto file = writePkcs12(pki.leafKey, pki.leaf,
            { pki.leaf, pki.issuing, pki.issuing, {} }, {}, password("x"), Pkcs12Form::Modern);
        QVERIFY(file);
        QCOMPARE(readPkcs12(*file, password("x"))->size(), 3);
    }

    void refusesToWriteNonsense()
    {
        const SmallPki& pki = smallPki();
        const auto write = [](const PrivateKey& key, const Certificate& leaf,
                               const Secret& secret) {
            return writePkcs12(key, leaf, {}, {}, secret, Pkcs12Form::Modern);
        };
        QCOMPARE(write(pki.leafKey, pki.leaf, {}).error().kind, ErrorKind::Usage);
        QCOMPARE(write(pki.rootKey, pki.leaf, password("x")).error().kind, ErrorKind::Usage);
        QCOMPARE(write({}, pki.leaf, password("x")).error().kind, ErrorKind::Usage);
        QCOMPARE(write(pki.leafKey, {}, password("x")).error().kind, ErrorKind::Usage);
        const Secret withNul = Secret::fromUtf8(QByteArrayView("a\0b", 3));
        QCOMPARE(write(pki.leafKey, pki.leaf, withNul).error().kind, ErrorKind::Usage);
    }

    void tellsFailuresApart_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("passwordText");
        QTest::addColumn<QString>("cause");
        const QByteArray& good = legacyFile();
        const auto row = [](const char* name, const QByteArray& bytes, const char* passwordText,
                             const char* cause) {
            QTest::newRow(name) << bytes << QString::fromLatin1(passwordText)
                                << QString::fromLatin1(cause);
        };
        QByteArray salt = good;
        salt[good.size() - 10] = static_cast<char>(salt[good.size() - 10] ^ 1);
        QByteArray rounds = good;
        rounds.replace(good.size() - 4, 4, QByteArray::fromHex("02027fff"));
        row("wrong password", good, "wrong", "pki/wrong-password");
        row("empty password", good, "", "pki/wrong-password");
        row("wrong case", good, "Changeit", "pki/wrong-password");
        row("MAC salt changed", salt, "changeit", "pki/altered");
        row("MAC rounds changed", rounds, "changeit", "pki/altered");
        row("cut in the middle", good.first(good.size() / 2), "changeit", "pki/truncated");
        row("last byte missing", good.chopped(1), "changeit", "pki/truncated");
        row("ten bytes", good.first(10), "changeit", "pki/truncated");
        row("nothing", {}, "changeit", "pki/not-pkcs12");
        row("a certificate", smallPki().leaf.toDer(), "changeit", "pki/not-pkcs12");
        row("PEM", smallPki().leaf.toPem(), "changeit", "pki/not-pkcs12");
        row("JKS", QByteArray::fromHex("feedfeed0000000200000000"), "changeit", "pki/not-pkcs12");
        row("HTML", "<html></html>", "changeit", "pki/not-pkcs12");
        row("10 MB", QByteArray(10'000'000, 'x'), "changeit", "pki/not-pkcs12");
        row("a huge length", QByteArray::fromHex("3084ffffffff02010330"), "changeit",
            "pki/truncated");
        row("unknown encryption",
            replaced(QByteArray::fromHex("060a2a864886f70d010c0103"),
                QByteArray::fromHex("060a2a864886f70d010c0109")),
            "changeit", "pki/unsupported-algorithm");
        row("unknown MAC",
            replaced(QByteArray::fromHex("06052b0e03021a"), QByteArray::fromHex("06052b0e03021f")),
            "changeit", "pki/unsupported-algorithm");
    }

    void tellsFailuresApart()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, passwordText);
        QFETCH(QString, cause);
        const auto bags = readPkcs12(bytes, Secret::fromString(passwordText));
        QVERIFY(!bags);
        QCOMPARE(bags.error().cause, cause);
        QCOMPARE(bags.error().kind, ErrorKind::KeyStore);
        QVERIFY(!bags.error().message.isEmpty());
        QVERIFY(!bags.error().message.contains(QStringLiteral("changeit")));
    }

    void refusesEndlessDerivation()
    {
        const auto modern = writePkcs12(
            smallPki().leafKey, smallPki().leaf, {}, {}, password("x"), Pkcs12Form::Modern);
        QVERIFY(modern);
        // 100,000 rounds stand in three places: for the certificates, the key and the MAC.
        const QByteArray rounds = QByteArray::fromHex("02030186a0");
        QCOMPARE(modern->count(rounds), 3);
        for (qsizetype at = modern->indexOf(rounds); at >= 0;
             at = modern->indexOf(rounds, at + 1)) {
            for (const char* others : { "02037fffff", "0203ffffff", "0203800000", "0203ff7fff" }) {
                QByteArray changed = *modern;
                changed.replace(at, rounds.size(), QByteArray::fromHex(others));
                const auto bags = readPkcs12(changed, password("x"));
                QVERIFY(!bags);
                QCOMPARE(bags.error().cause, QStringLiteral("pki/altered"));
            }
        }
    }

    void damagedOnesNeverCrash()
    {
        const QByteArray good = legacyFile();
        for (qsizetype size = 0; size < good.size(); ++size) {
            const auto bags = readPkcs12(good.first(size), password("changeit"));
            QVERIFY(!bags);
            QVERIFY2(size < 12 || bags.error().cause == u"pki/truncated",
                qPrintable(bags.error().cause));
        }
        int unnoticed = 0;
        for (qsizetype at = 0; at < good.size(); ++at) {
            QByteArray flipped = good;
            flipped[at] = static_cast<char>(flipped[at] ^ 0x01);
            const auto bags = readPkcs12(flipped, password("changeit"));
            if (!bags)
                continue;
            ++unnoticed;
            QCOMPARE(bags->size(), 3);
            QCOMPARE(bags->at(0).certificate, smallPki().leaf);
            QCOMPARE(bags->at(2).key, smallPki().leafKey);
        }
        // What matters is under the MAC; outside of it is only the absent parameter of its digest.
        QCOMPARE(unnoticed, 2);
    }

private:
    static const QByteArray& legacyFile()
    {
        static const QByteArray file = writePkcs12(smallPki().leafKey, smallPki().leaf,
            { smallPki().issuing }, QStringLiteral("x"), password("changeit"), Pkcs12Form::Legacy)
                                           .value();
        return file;
    }

    static QByteArray replaced(const QByteArray& from, const QByteArray& to)
    {
        QByteArray file = legacyFile();
        return file.contains(from) ? file.replace(from, to) : QByteArray();
    }
};

QTEST_GUILESS_MAIN(Pkcs12Test)
#include "tst_pkcs12.moc"
