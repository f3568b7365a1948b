// SPDX-License-Identifier: Apache-2.0
#include "pkifixtures.h"
#include <core/pki/certificaterequest.h>

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::pki;
using namespace gatehouse::pki::tests;

namespace {

struct Outcome {
    int exitCode = -1;
    QByteArray output {}; ///< standard output and error

    const char* log() const { return output.constData(); }
};

} // namespace

/// Files that go from us to openssl and keytool and back.
class PkiPeersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        const SmallPki& pki = smallPki();
        store("leaf.key", pki.leafKey.toEncryptedPem(password("changeit")).value());
        store("leaf.pem", pki.leaf.toPem());
        store("chain.pem", toPem({ pki.issuing, pki.root }));
        store("issuing.pem", pki.issuing.toPem());
        store("root.pem", pki.root.toPem());
    }

    void opensslVerifiesOurCertificates()
    {
        const Outcome outcome =
            openssl({ "verify", "-x509_strict", "-CAfile", "root.pem", "-untrusted", "issuing.pem",
                "-purpose", "sslserver", "-verify_hostname", "www.example.com", "leaf.pem" });
        QVERIFY2(outcome.exitCode == 0, outcome.log());
        QVERIFY(outcome.output.contains("leaf.pem: OK"));
    }

    void opensslVerifiesOurRequest()
    {
        const auto request = CertificateRequest::create(smallPki().leafKey,
            DistinguishedName::parse(u"CN=a.example,O=Zürich+OU=x,C=CH").value(),
            { GeneralName::parse(u"a.example").value(),
                GeneralName::parse(u"dirName:CN=x").value() });
        store("our.csr", request->toPem());
        const Outcome outcome = openssl({ "req", "-in", "our.csr", "-noout", "-verify", "-text" });
        QVERIFY2(outcome.exitCode == 0, outcome.log());
        QVERIFY2(outcome.output.contains("verify OK"), outcome.log());
        QVERIFY2(outcome.output.contains("DNS:a.example, DirName:/CN=x"), outcome.log());
    }

    void weReadOpensslsRequest_data()
    {
        QTest::addColumn<QStringList>("keyArguments");
        QTest::addColumn<QString>("form");
        QTest::addColumn<QString>("type");
        const auto words = [](const char* text) { return QString::fromLatin1(text).split(u' '); };
        QTest::newRow("RSA, PEM") << words("-newkey rsa:2048") << QStringLiteral("PEM")
                                  << QStringLiteral("RSA 2048");
        QTest::newRow("P-384, DER") << words("-newkey ec -pkeyopt ec_paramgen_curve:P-384")
                                    << QStringLiteral("DER") << QStringLiteral("EC P-384");
        QTest::newRow("with its text") << words("-newkey ec -pkeyopt ec_paramgen_curve:P-256 -text")
                                       << QStringLiteral("PEM") << QStringLiteral("EC P-256");
        QTest::newRow("the other label") << words("-newkey rsa:2048 -newhdr")
                                         << QStringLiteral("PEM") << QStringLiteral("RSA 2048");
    }

    void weReadOpensslsRequest()
    {
        QFETCH(QStringList, keyArguments);
        QFETCH(QString, form);
        QFETCH(QString, type);
        const Outcome outcome = opensslWith(
            QStringList { QStringLiteral("req"), QStringLiteral("-new"), QStringLiteral("-nodes"),
                QStringLiteral("-keyout"), QStringLiteral("req.key"), QStringLiteral("-out"),
                QStringLiteral("their.csr"), QStringLiteral("-outform"), form,
                QStringLiteral("-utf8"), QStringLiteral("-subj"),
                QStringLiteral("/C=CH/O=Zürich/CN=a.example+UID=x"), QStringLiteral("-addext"),
                QStringLiteral("subjectAltName=DNS:a.example,IP:2001:db8::1,email:a@b.example,URI:"
                               "https://a/,otherName:1.2.3.4;UTF8:x") }
            + keyArguments);
        QVERIFY2(outcome.exitCode == 0, outcome.log());
        const auto request = CertificateRequest::parse(load("their.csr"));
        QVERIFY2(request, qPrintable(request ? QString() : request.error().message));
        QVERIFY(request->hasValidSignature());
        QCOMPARE(request->keyType()->toString(), type);
        QVERIFY(request->subject().matches(
            DistinguishedName::parse(u"UID=x+CN=a.example,O=Zürich,C=CH").value()));
        QStringList names;
        for (const GeneralName& name : request->subjectAltNames())
            names.append(name.toString());
        QCOMPARE(names.first(4).join(u' '),
            QStringLiteral("DNS:a.example IP:2001:db8::1 email:a@b.example URI:https://a/"));
        QCOMPARE(request->subjectAltNames().last().type, GeneralName::Type::Other);
        QVERIFY(encodeGeneralNames(request->subjectAltNames()));
    }

    void theyReadOurs_data()
    {
        QTest::addColumn<bool>("isLegacy");
        QTest::addColumn<QString>("passwordText");
        for (const bool isLegacy : { false, true }) {
            QTest::addRow("%s", isLegacy ? "legacy" : "modern")
                << isLegacy << QStringLiteral("changeit");
            QTest::addRow("%s, umlauts", isLegacy ? "legacy" : "modern")
                << isLegacy << QStringLiteral("Zürich-ß");
        }
    }

    void theyReadOurs()
    {
        QFETCH(bool, isLegacy);
        QFETCH(QString, passwordText);
        const SmallPki& pki = smallPki();
        const auto file = writePkcs12(pki.leafKey, pki.leaf, { pki.issuing, pki.root },
            QStringLiteral("server"), Secret::fromString(passwordText),
            isLegacy ? Pkcs12Form::Legacy : Pkcs12Form::Modern);
        QVERIFY(file);
        store("ours.p12", *file);
        store("password.txt", passwordText.toUtf8());

        const Outcome shown = openssl(
            { "pkcs12", "-in", "ours.p12", "-info", "-nodes", "-passin", "file:password.txt" });
        QVERIFY2(shown.exitCode == 0, shown.log());
        QCOMPARE(shown.output.count("BEGIN CERTIFICATE"), 3);
        QCOMPARE(shown.output.count("BEGIN PRIVATE KEY"), 1);
        QVERIFY(shown.output.contains("friendlyName: server"));
        if (isLegacy) {
            QVERIFY2(shown.output.contains("MAC: sha1"), shown.log());
            QCOMPARE(shown.output.count("pbeWithSHA1And3-KeyTripleDES-CBC"), 2);
        } else {
            QVERIFY2(shown.output.contains("MAC: sha256"), shown.log());
            QCOMPARE(shown.output.count("PBES2, PBKDF2, AES-256-CBC"), 2);
            QCOMPARE(shown.output.count("hmacWithSHA256"), 2);
        }

        const Outcome listed = keytool({ "-list", "-v", "-keystore", "ours.p12", "-storetype",
            "PKCS12", "-storepass:file", "password.txt" });
        const bool isForJava = pkcs12PasswordWarning(Secret::fromString(passwordText)).isEmpty();
        QVERIFY2((listed.exitCode == 0) == isForJava, listed.log());
        if (!isForJava)
            return;
        QVERIFY2(listed.output.contains("PrivateKeyEntry"), listed.log());
        QVERIFY2(listed.output.contains("Alias name: server"), listed.log());
        QVERIFY2(listed.output.contains("Certificate chain length: 3"), listed.log());
    }

    void weReadOpenssls_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("passwordText");
        const auto row = [](const char* name, const char* arguments, const QString& passwordText) {
            QTest::newRow(name) << QString::fromLatin1(arguments).split(u' ', Qt::SkipEmptyParts)
                                << passwordText;
        };
        const QString changeit = QStringLiteral("changeit");
        row("modern", "", changeit);
        row("legacy: RC2-40 and 3DES", "-legacy", changeit);
        row("RC2-128", "-legacy -certpbe PBE-SHA1-RC2-128 -keypbe PBE-SHA1-RC2-128", changeit);
        row("RC4", "-legacy -certpbe PBE-SHA1-RC4-128 -keypbe PBE-SHA1-RC4-40", changeit);
        row("two-key 3DES", "-certpbe PBE-SHA1-2DES -keypbe PBE-SHA1-2DES", changeit);
        row("without a MAC", "-nomac", changeit);
        row("without encryption", "-certpbe NONE -keypbe NONE", changeit);
        row("without encryption and MAC", "-certpbe NONE -keypbe NONE -nomac", QString());
        row("empty password", "", QString());
        row("empty password, legacy", "-legacy", QString());
        row("empty password, without a MAC", "-nomac", QString());
        row("SHA-512 MAC", "-macalg sha512", changeit);
        row("one iteration", "-noiter -nomaciter", changeit);
        row("umlauts", "", QStringLiteral("Zürich-ß"));
        row("umlauts, legacy", "-legacy", QStringLiteral("Zürich-ß"));
        row("outside of the BMP", "", QStringLiteral("\U0001F511key"));
        row("outside of the BMP, legacy", "-legacy", QStringLiteral("\U0001F511key"));
    }

    void weReadOpenssls()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, passwordText);
        store("password.txt", passwordText.toUtf8() + '\n');
        const Outcome outcome = opensslWith(
            QStringList { QStringLiteral("pkcs12"), QStringLiteral("-export"),
                QStringLiteral("-inkey"), QStringLiteral("leaf.key"), QStringLiteral("-passin"),
                QStringLiteral("pass:changeit"), QStringLiteral("-in"), QStringLiteral("leaf.pem"),
                QStringLiteral("-certfile"), QStringLiteral("chain.pem"), QStringLiteral("-name"),
                QStringLiteral("Zürich"), QStringLiteral("-out"), QStringLiteral("theirs.p12"),
                QStringLiteral("-passout"), QStringLiteral("file:password.txt") }
            + arguments);
        QVERIFY2(outcome.exitCode == 0, outcome.log());
        const QByteArray bytes = load("theirs.p12");
        const auto bags = readPkcs12(bytes, Secret::fromString(passwordText));
        QVERIFY2(bags, qPrintable(bags ? QString() : bags.error().message + bags.error().detail));
        QCOMPARE(bags->size(), 4);
        QCOMPARE(bags->at(0).certificate, smallPki().leaf);
        QCOMPARE(bags->at(0).friendlyName, QStringLiteral("Zürich"));
        QCOMPARE(bags->at(3).key, smallPki().leafKey);
        QCOMPARE(bags->at(3).localKeyId, bags->at(0).localKeyId);

        if (arguments.contains(QStringLiteral("NONE"))
            && arguments.contains(QStringLiteral("-nomac")))
            return; // nothing in it depends on a password
        const auto wrong = readPkcs12(bytes, password("wrong"));
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().cause, QStringLiteral("pki/wrong-password"));
    }

    void weReadKeytools()
    {
        for (const char* alias : { "first", "second", "zürich" }) {
            const Outcome made = keytool({ "-genkeypair", "-alias", alias, "-keyalg", "EC",
                "-groupname", "secp256r1", "-dname", "CN=" + QByteArray(alias), "-keystore",
                "java.p12", "-storetype", "PKCS12", "-storepass", "changeit" });
            QVERIFY2(made.exitCode == 0, made.log());
        }
        const Outcome imported = keytool({ "-importcert", "-noprompt", "-alias", "root", "-file",
            "root.pem", "-keystore", "java.p12", "-storepass", "changeit" });
        QVERIFY2(imported.exitCode == 0, imported.log());

        const auto bags = readPkcs12(load("java.p12"), password("changeit"));
        QVERIFY2(bags, qPrintable(bags ? QString() : bags.error().message));
        QMap<QString, Pkcs12Bag> keys;
        QMap<QString, Pkcs12Bag> certificates;
        for (const Pkcs12Bag& bag : *bags)
            (bag.key.isNull() ? certificates : keys).insert(bag.friendlyName, bag);
        QCOMPARE(keys.keys(),
            (QStringList {
                QStringLiteral("first"), QStringLiteral("second"), QStringLiteral("zürich") }));
        for (const Pkcs12Bag& key : keys) {
            const Pkcs12Bag own = certificates.value(key.friendlyName);
            QCOMPARE(own.localKeyId, key.localKeyId);
            QCOMPARE(own.certificate.publicKeyInfo(), key.key.publicKeyInfo());
            QVERIFY(!own.trustedByJava);
            QVERIFY(qAbs(key.created.secsTo(QDateTime::currentDateTimeUtc())) < 300);
        }
        const Pkcs12Bag root = certificates.value(QStringLiteral("root"));
        QCOMPARE(root.certificate, smallPki().root);
        QVERIFY(root.trustedByJava);
        QVERIFY(root.localKeyId.isEmpty());
    }

    void weReadKeytoolsLegacyFiles()
    {
        const Outcome made = keytool({ "-J-Dkeystore.pkcs12.legacy", "-importkeystore",
            "-srckeystore", "java.p12", "-srcstorepass", "changeit", "-destkeystore",
            "javalegacy.p12", "-deststoretype", "PKCS12", "-deststorepass", "changeit" });
        QVERIFY2(made.exitCode == 0, made.log());
        const auto bags = readPkcs12(load("javalegacy.p12"), password("changeit"));
        QVERIFY2(bags, qPrintable(bags ? QString() : bags.error().message));
        QCOMPARE(bags->size(), 7);
    }

    void opensslReadsOurKeyAndPkcs7()
    {
        const Outcome key =
            openssl({ "pkey", "-in", "leaf.key", "-passin", "pass:changeit", "-noout", "-check" });
        QVERIFY2(key.exitCode == 0 && key.output.contains("Key is valid"), key.log());
        store("ours.p7b", toPkcs7Pem({ smallPki().leaf, smallPki().issuing }).value());
        const Outcome listed = openssl({ "pkcs7", "-in", "ours.p7b", "-print_certs" });
        QVERIFY2(listed.exitCode == 0, listed.log());
        QCOMPARE(listed.output.count("BEGIN CERTIFICATE"), 2);
        const Outcome made = openssl({ "crl2pkcs7", "-nocrl", "-certfile", "chain.pem", "-outform",
            "DER", "-out", "their.p7b" });
        QVERIFY2(made.exitCode == 0, made.log());
        QCOMPARE(Certificate::parseAll(load("their.p7b"))->size(), 2);
    }

private:
    void store(const char* name, const QByteArray& content)
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }

    QByteArray load(const char* name) const
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    Outcome run(const QString& program, const QStringList& arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(m_folder.path());
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program, arguments, QIODevice::ReadOnly);
        if (!process.waitForFinished(60'000))
            return { -1, process.errorString().toUtf8() };
        return { process.exitCode(), process.readAll() };
    }

    Outcome opensslWith(const QStringList& arguments) const
    {
        return run(QStringLiteral("openssl"), arguments);
    }
    Outcome openssl(const QByteArrayList& arguments) const { return opensslWith(texts(arguments)); }
    Outcome keytool(const QByteArrayList& arguments) const
    {
        return run(QStringLiteral("keytool"),
            QStringList { QStringLiteral("-J-XX:TieredStopAtLevel=1"),
                QStringLiteral("-J-Dfile.encoding=UTF-8"), QStringLiteral("-J-Duser.language=en") }
                + texts(arguments));
    }

    static QStringList texts(const QByteArrayList& arguments)
    {
        QStringList list;
        for (const QByteArray& argument : arguments)
            list.append(QString::fromUtf8(argument));
        return list;
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(PkiPeersTest)
#include "tst_pkipeers.moc"
