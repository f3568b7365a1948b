// SPDX-License-Identifier: Apache-2.0
#include <tests/pki/pkifixtures.h>
#include <tests/support/fakeclock.h>
#include <ui/certificates/certificateview.h>
#include <ui/widgets/valuetext.h>

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLayout>
#include <QListWidget>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>

using namespace gatehouse;
using namespace gatehouse::ui;
using gatehouse::pki::tests::newKey;
using gatehouse::pki::tests::smallPki;
using gatehouse::pki::tests::templateFor;
using gatehouse::testsupport::FakeClock;

namespace {

QList<pki::Certificate> chain()
{
    return { smallPki().leaf, smallPki().issuing, smallPki().root };
}

std::shared_ptr<FakeClock> clockAt(const QDateTime& time)
{
    return std::make_shared<FakeClock>(time);
}

QString valueOf(const CertificateView& view, const QString& name)
{
    const auto* value = view.findChild<ValueText*>(name);
    return value == nullptr ? QString() : value->value();
}

QString textOf(const CertificateView& view, const QString& name)
{
    return view.findChild<QLabel*>(name)->text();
}

} // namespace

class TestCertificateView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsTheLeafFirst();
    void choosingAnotherShowsIt();
    void aSingleCertificateHasNoChain();
    void tellsTheDaysLeft_data();
    void tellsTheDaysLeft();
    void everyValueCanBeCopied();
    void aHostileNameIsShownForWhatItIs();
    void isEmptyAgain();
    void everyRowIsSelectableAndNamed();
    void longValuesWrapAndTheViewGrows();
    void aFingerprintBreaksBetweenBytes();
};

void TestCertificateView::showsTheLeafFirst()
{
    const pki::Certificate& leaf = smallPki().leaf;
    CertificateView view(clockAt(leaf.notBefore().addDays(1)));
    view.setChain(chain());
    QCOMPARE(textOf(view, QStringLiteral("certificateName")), *leaf.subject().commonName());
    QCOMPARE(view.current(), leaf);
    QCOMPARE(valueOf(view, QStringLiteral("serialNumber")), leaf.serialNumber().toHex());
    QCOMPARE(valueOf(view, QStringLiteral("serialNumberColons")), leaf.serialNumber().toColonHex());
    QCOMPARE(valueOf(view, QStringLiteral("key")), QStringLiteral("EC P-256"));
    QCOMPARE(valueOf(view, QStringLiteral("sha256")), formatFingerprint(leaf.sha256Fingerprint()));
    QCOMPARE(valueOf(view, QStringLiteral("issuer")), formatName(smallPki().issuing.subject()));
    QVERIFY(valueOf(view, QStringLiteral("validUntil")).contains(formatTime(leaf.notAfter())));
    QVERIFY(view.accessibleName().contains(*leaf.subject().commonName()));
}

void TestCertificateView::choosingAnotherShowsIt()
{
    CertificateView view(clockAt(QDateTime::currentDateTimeUtc()));
    view.setChain(chain());
    auto* list = view.findChild<QListWidget*>(QStringLiteral("certificateChain"));
    QCOMPARE(list->count(), 3);
    QVERIFY(list->item(2)->text().startsWith(QStringLiteral("Root CA")));
    list->setCurrentRow(2);
    QCOMPARE(view.current(), smallPki().root);
    QCOMPARE(valueOf(view, QStringLiteral("serialNumber")), smallPki().root.serialNumber().toHex());
    // What the chain is about stays at the top.
    QCOMPARE(
        textOf(view, QStringLiteral("certificateName")), *smallPki().leaf.subject().commonName());
}

void TestCertificateView::aSingleCertificateHasNoChain()
{
    CertificateView view(clockAt(QDateTime::currentDateTimeUtc()));
    view.setChain({ smallPki().root });
    QVERIFY(view.findChild<QListWidget*>(QStringLiteral("certificateChain"))->isHidden());
    QCOMPARE(view.current(), smallPki().root);
}

void TestCertificateView::tellsTheDaysLeft_data()
{
    QTest::addColumn<qint64>("daysBeforeTheEnd");
    QTest::addColumn<QString>("words");
    QTest::newRow("much") << qint64(29) << QStringLiteral("expires in 29 day(s)");
    QTest::newRow("the day before") << qint64(1) << QStringLiteral("expires tomorrow");
    QTest::newRow("over") << qint64(-3) << QStringLiteral("expired 3 day(s) ago");
}

void TestCertificateView::tellsTheDaysLeft()
{
    QFETCH(qint64, daysBeforeTheEnd);
    QFETCH(QString, words);
    CertificateView view(clockAt(smallPki().leaf.notAfter().addDays(-daysBeforeTheEnd)));
    view.setChain(chain());
    const QString text = textOf(view, QStringLiteral("certificateValidity"));
    QVERIFY2(text.startsWith(words), qPrintable(text));
}

void TestCertificateView::everyValueCanBeCopied()
{
    CertificateView view(clockAt(QDateTime::currentDateTimeUtc()));
    view.setChain(chain());
    view.findChild<QToolButton*>(QStringLiteral("sha1Copy"))->click();
    QCOMPARE(
        QApplication::clipboard()->text(), formatFingerprint(smallPki().leaf.sha1Fingerprint()));
    // A name is shown in lines, and copied in the form that other programs read.
    view.findChild<QToolButton*>(QStringLiteral("subjectCopy"))->click();
    QCOMPARE(QApplication::clipboard()->text(), smallPki().leaf.subject().toString());
}

void TestCertificateView::aHostileNameIsShownForWhatItIs()
{
    const auto key = newKey();
    auto content = templateFor(key, u"O=Example,C=DE");
    const pki::RelativeDistinguishedName name { { QStringLiteral("2.5.4.3"),
        QStringLiteral("<b>gro.\u202Eelpmaxe</b>\nCommon name: bank.example") } };
    content.subject = pki::DistinguishedName({ name });
    const auto certificate = pki::buildCertificate(content, {}, key);
    QVERIFY(certificate);
    CertificateView view(clockAt(QDateTime::currentDateTimeUtc()));
    view.setChain({ *certificate });
    const QString shown =
        QStringLiteral("<b>gro.\\u{202E}elpmaxe</b>\\u{A}Common name: bank.example");
    QCOMPARE(textOf(view, QStringLiteral("certificateName")), shown);
    QCOMPARE(valueOf(view, QStringLiteral("subject")), QStringLiteral("Common name: ") + shown);
}

void TestCertificateView::isEmptyAgain()
{
    CertificateView view(clockAt(QDateTime::currentDateTimeUtc()));
    view.setChain(chain());
    view.setChain({});
    QVERIFY(view.current().isNull());
    QVERIFY(textOf(view, QStringLiteral("certificateName")).isEmpty());
    QVERIFY(view.findChild<ValueText*>(QStringLiteral("serialNumber")) == nullptr);
}

void TestCertificateView::everyRowIsSelectableAndNamed()
{
    CertificateView view(clockAt(QDateTime::currentDateTimeUtc()));
    view.setChain(chain());
    view.show();
    int shown = 0;
    const auto values = view.findChildren<ValueText*>();
    for (const ValueText* value : values) {
        if (!value->isVisible())
            continue;
        ++shown;
        QVERIFY2(!value->accessibleName().isEmpty(), qPrintable(value->objectName()));
        QVERIFY(value->textInteractionFlags() & Qt::TextSelectableByKeyboard);
        QVERIFY(value->focusPolicy() & Qt::TabFocus);
    }
    QVERIFY(shown >= 10);
}

void TestCertificateView::longValuesWrapAndTheViewGrows()
{
    CertificateView view(clockAt(QDateTime::currentDateTimeUtc()));
    view.setChain(chain());
    const auto* value = view.findChild<ValueText*>(QStringLiteral("sha256"));
    QVERIFY(value->heightForWidth(150) >= 3 * value->heightForWidth(2000));
    QVERIFY(view.layout()->heightForWidth(300) > view.layout()->heightForWidth(1200));
}

void TestCertificateView::aFingerprintBreaksBetweenBytes()
{
    CertificateView view(clockAt(QDateTime::currentDateTimeUtc()));
    view.setChain(chain());
    view.resize(450, 800);
    view.show();
    auto* value = view.findChild<ValueText*>(QStringLiteral("sha256"));
    QCOMPARE(value->value(), formatFingerprint(chain().first().sha256Fingerprint()));
    const QTextBlock block = value->document()->firstBlock();
    QTRY_VERIFY(block.layout()->lineCount() > 1);
    for (int i = 0; i < block.layout()->lineCount() - 1; ++i) {
        const QTextLine line = block.layout()->lineAt(i);
        const QString text = block.text().mid(line.textStart(), line.textLength());
        QVERIFY2(QString(text).remove(QChar(0x200B)).endsWith(u':'), qPrintable(text));
    }
    value->selectAll();
    value->copy();
    QCOMPARE(QApplication::clipboard()->text(), value->value());
}

QTEST_MAIN(TestCertificateView)
#include "tst_certificateview.moc"
