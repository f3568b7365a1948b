// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/delivery.h>
#include <core/workspace/files.h>
#include <tests/workspace/workspacefixture.h>

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::testsupport;
using namespace gatehouse::workspace;
using namespace std::chrono_literals;

class TestWorkspaceFiles : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const QString& name) const { return m_folder.filePath(name); }
    static QFile::Permissions othersOf(const QString& file)
    {
        return QFile::permissions(file)
            & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther);
    }

private Q_SLOTS:
    void writtenBytesAreReadBack()
    {
        const QString file = path(QStringLiteral("some"));
        QVERIFY(writeFile(file, "first", FilePrivacy::Shared));
        QVERIFY(writeFile(file, "second", FilePrivacy::Shared));
        QCOMPARE(readFile(file, 6).value(), QByteArray("second"));
        QVERIFY(othersOf(file) & QFile::ReadOther);
    }

    void privateFileIsPrivate_data()
    {
        QTest::addColumn<bool>("exists");
        QTest::newRow("new") << false;
        QTest::newRow("over one that everybody may read") << true;
    }

    void privateFileIsPrivate()
    {
        QFETCH(bool, exists);
        const QString file = path(QStringLiteral("key"));
        QFile::remove(file);
        if (exists)
            QVERIFY(writeFile(file, "open", FilePrivacy::Shared));
        QVERIFY(writeFile(file, "secret", FilePrivacy::Private));
        QCOMPARE(othersOf(file), QFile::Permissions());
        QCOMPARE(readFile(file, 100).value(), QByteArray("secret"));
    }

    void unreadableFileSaysWhy_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("reason");
        QTest::newRow("missing") << "missing"
                                 << "no such file";
        QTest::newRow("a folder") << "."
                                  << "folder";
        QTest::newRow("larger than it may be") << "large"
                                               << "larger than 1 KiB";
    }

    void unreadableFileSaysWhy()
    {
        QFETCH(QString, name);
        QFETCH(QString, reason);
        QVERIFY(
            writeFile(path(QStringLiteral("large")), QByteArray(1025, 'x'), FilePrivacy::Shared));
        const auto read = readFile(path(name), 1024);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::LocalFile);
        QVERIFY2(read.error().message.contains(reason), qPrintable(read.error().message));
        QVERIFY(read.error().message.contains(path(name)));
    }

    void failedWriteLeavesNothing()
    {
        const QString file = path(QStringLiteral("no/such/folder/key"));
        const auto written = writeFile(file, "secret", FilePrivacy::Private);
        QVERIFY(!written);
        QCOMPARE(written.error().kind, ErrorKind::LocalFile);
        QVERIFY(written.error().message.contains(file));
        QVERIFY(!writeFile(m_folder.path(), "x", FilePrivacy::Shared));
    }

    void formatsAreKnownByName()
    {
        for (const auto format :
            { CertificateFormat::Pem, CertificateFormat::Der, CertificateFormat::Pkcs7 }) {
            const QString name = certificateFormatName(format);
            QCOMPARE(parseCertificateFormat(name).value(), format);
            QCOMPARE(parseCertificateFormat(name.toUpper()).value(), format);
        }
        const auto unknown = parseCertificateFormat(u"jks");
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().kind, ErrorKind::Usage);
        QVERIFY(!certificateBytes({}, CertificateFormat::Pem));
    }

    void deliveredOrderHasLeftItsKeyInTheFile()
    {
        WorkspaceFixture fixture;
        fixture.saveConnector();
        fixture.clock->setAutoAdvance(true);
        auto plan = makePlan();
        plan.kind = orders::OrderKind::Pkcs12;
        plan.csr = {};
        const auto connector = fixture.open();
        const auto outcome =
            QCoro::waitFor(fixture.workspace->tracker().enroll(connector, plan, {}, {}));
        QVERIFY(outcome && outcome->state == enrollment::Outcome::State::Issued);
        const Secret password = Secret::fromString(QStringLiteral("password of the file"));
        // Nowhere to write: the key stays with the order.
        const auto failed = QCoro::waitFor(deliverPkcs12(connector, *outcome,
            path(QStringLiteral("no/folder/a.p12")), password, pki::Pkcs12Form::Modern));
        QVERIFY(!failed);
        const QString file = path(QStringLiteral("a.p12"));
        QVERIFY(QCoro::waitFor(
            deliverPkcs12(connector, *outcome, file, password, pki::Pkcs12Form::Modern)));
        QCOMPARE(othersOf(file), QFile::Permissions());
        const auto bags = pki::readPkcs12(readFile(file, 1 << 20).value(), password);
        QVERIFY(bags);
        QCOMPARE(bags->size(), 4); // key, leaf, two issuers
        const auto order =
            QCoro::waitFor(fixture.workspace->orders()->find(outcome->order.id)).value();
        QCOMPARE(order.state, orders::OrderState::Delivered);
        QVERIFY(order.encryptedKey.isEmpty());
        QVERIFY(!QCoro::waitFor(pkcs12Of(connector, *outcome, password, pki::Pkcs12Form::Modern)));
    }
};

QTEST_GUILESS_MAIN(TestWorkspaceFiles)
#include "tst_workspacefiles.moc"
