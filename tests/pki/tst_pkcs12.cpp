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
};

QTEST_GUILESS_MAIN(Pkcs12Test)
#include "tst_pkcs12.moc"
