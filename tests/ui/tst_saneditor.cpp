// SPDX-License-Identifier: Apache-2.0
#include <tests/support/pulse.h>
#include <ui/enroll/saneditor.h>
#include <ui/widgets/inlinenote.h>

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::ui;

namespace {

constexpr int mostNames = 1000;

QString manyNames(int count)
{
    QString text;
    for (int number = 0; number < count; ++number)
        text += QStringLiteral("host%1.department.example.org\r\n").arg(number);
    return text;
}

} // namespace

class TestSanEditor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_area = std::make_unique<QScrollArea>();
        m_editor = new SanEditor(m_area.get());
        m_area->setWidgetResizable(true);
        m_area->setWidget(m_editor);
        m_area->resize(600, 400);
        m_area->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_area.get()));
    }
    void cleanup() { m_area.reset(); }

    void afewAreThereAtOnce();
    void aHugeClipboardDoesNotStopTheWindow();
    void whatIsStillToComeCounts();
    void clearingForgetsWhatIsStillToCome();
    void whatIsPastedMeanwhileComesAfter();

private:
    void paste(const QString& text)
    {
        QApplication::clipboard()->setText(text);
        m_editor->findChild<QPushButton*>(QStringLiteral("sanPaste"))->click();
    }
    QString note() const
    {
        return m_editor->findChild<InlineNote*>(QStringLiteral("sanNote"))->text();
    }
    QStringList values() const
    {
        QStringList texts;
        const auto names = m_editor->value();
        for (const pki::GeneralName& name : names.value_or(QList<pki::GeneralName>()))
            texts.append(name.value);
        return texts;
    }

    std::unique_ptr<QScrollArea> m_area;
    SanEditor* m_editor = nullptr;
};

void TestSanEditor::afewAreThereAtOnce()
{
    paste(QStringLiteral("a.example.org, b.example.org;\n192.0.2.1  c.example.org"));
    QCOMPARE(m_editor->rowCount(), 4);
    QCOMPARE(values(),
        QStringList({ QStringLiteral("a.example.org"), QStringLiteral("b.example.org"),
            QStringLiteral("192.0.2.1"), QStringLiteral("c.example.org") }));
    QVERIFY(note().isEmpty());
    paste(QStringLiteral(" ,;\n"));
    QCOMPARE(m_editor->rowCount(), 4);
    QVERIFY(note().contains(QStringLiteral("no text on the clipboard")));
}

void TestSanEditor::aHugeClipboardDoesNotStopTheWindow()
{
    QApplication::clipboard()->setText(manyNames(500'000));
    testsupport::Pulse pulse;
    QElapsedTimer elapsed;
    elapsed.start();
    m_editor->findChild<QPushButton*>(QStringLiteral("sanPaste"))->click();
    QVERIFY(m_editor->rowCount() < mostNames);
    QVERIFY2(note().contains(QStringLiteral("being added")), qPrintable(note()));
    QTRY_COMPARE_WITH_TIMEOUT(m_editor->rowCount(), mostNames, 60'000);
    const qint64 whole = elapsed.elapsed();
    const qint64 pause = pulse.longest();
    QVERIFY2(pause < whole / 5, qPrintable(QStringLiteral("%1 of %2 ms").arg(pause).arg(whole)));
    QVERIFY2(note().contains(QStringLiteral("More than 1000 names")), qPrintable(note()));
    QCOMPARE(values().last(), QStringLiteral("host999.department.example.org"));
}

void TestSanEditor::whatIsStillToComeCounts()
{
    QSignalSpy changed(m_editor, &SanEditor::changed);
    paste(manyNames(200));
    QCOMPARE(changed.size(), 1);
    QVERIFY(m_editor->rowCount() < 200);
    QVERIFY(!m_editor->isEmpty());
    const QStringList atOnce = values();
    QCOMPARE(atOnce.size(), 200);
    QTRY_COMPARE(m_editor->rowCount(), 200);
    QCOMPARE(values(), atOnce);
    QVERIFY(note().isEmpty());
}

void TestSanEditor::clearingForgetsWhatIsStillToCome()
{
    paste(manyNames(200));
    m_editor->clear();
    QVERIFY(m_editor->isEmpty());
    QTest::qWait(50);
    QCOMPARE(m_editor->rowCount(), 0);
    QVERIFY(note().isEmpty());
}

void TestSanEditor::whatIsPastedMeanwhileComesAfter()
{
    paste(manyNames(100));
    paste(QStringLiteral("last.example.org"));
    QTRY_COMPARE(m_editor->rowCount(), 101);
    QCOMPARE(values().last(), QStringLiteral("last.example.org"));
    QCOMPARE(values().first(), QStringLiteral("host0.department.example.org"));
}

QTEST_MAIN(TestSanEditor)
#include "tst_saneditor.moc"
