// SPDX-License-Identifier: Apache-2.0
#include <core/pki/passwordstrength.h>
#include <core/pki/pkcs12target.h>

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::pki;

class PasswordStrengthTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void estimates_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<PasswordStrength>("expected");
        using enum PasswordStrength;
        QTest::newRow("nothing") << QString() << None;
        QTest::newRow("one character") << QStringLiteral("x") << Weak;
        QTest::newRow("Java's own") << QStringLiteral("changeit") << Weak;
        QTest::newRow("a known word, dressed up") << QStringLiteral("Password2026!") << Weak;
        QTest::newRow("known words in a row") << QStringLiteral("passwordsecretadmin") << Weak;
        QTest::newRow("eight random characters") << QStringLiteral("k7#Qz!2w") << Fair;
        QTest::newRow("one letter, thirty times") << QString(30, u'a') << Weak;
        QTest::newRow("a run") << QStringLiteral("abcdefghijklmnopqrstuvwxyz") << Weak;
        QTest::newRow("a run backwards") << QStringLiteral("9876543210987654") << Weak;
        QTest::newRow("two letters in turn") << QStringLiteral("ababababababababab") << Weak;
        QTest::newRow("twelve mixed characters") << QStringLiteral("r4Tp-9xLmQ2v") << Strong;
        QTest::newRow("four words") << QStringLiteral("otter mantle bridge violet") << Strong;
        QTest::newRow("digits only, ten") << QStringLiteral("8301749265") << Weak;
        QTest::newRow("beyond ASCII") << QStringLiteral("äöü ßéè ñøå") << Strong;
    }

    void estimates()
    {
        QFETCH(QString, password);
        QFETCH(PasswordStrength, expected);
        QCOMPARE(passwordStrength(Secret::fromString(password)), expected);
    }

    void everyTargetHasAForm_data()
    {
        QTest::addColumn<Pkcs12Target>("target");
        QTest::addColumn<Pkcs12Form>("form");
        QTest::newRow("modern") << Pkcs12Target::Modern << Pkcs12Form::Modern;
        QTest::newRow("Windows Server 2016")
            << Pkcs12Target::WindowsServer2016 << Pkcs12Form::Legacy;
        QTest::newRow("macOS") << Pkcs12Target::MacOs << Pkcs12Form::Legacy;
        QTest::newRow("Java 8") << Pkcs12Target::Java8 << Pkcs12Form::Legacy;
    }

    void everyTargetHasAForm()
    {
        QFETCH(Pkcs12Target, target);
        QFETCH(Pkcs12Form, form);
        QCOMPARE(formFor(target), form);
        QVERIFY(pkcs12Targets().contains(target));
    }

    void whatIsTakenUnaskedIsModern()
    {
        QCOMPARE(formFor(pkcs12Targets().first()), Pkcs12Form::Modern);
    }
};

QTEST_GUILESS_MAIN(PasswordStrengthTest)
#include "tst_passwordstrength.moc"
