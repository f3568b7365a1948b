// SPDX-License-Identifier: Apache-2.0
#include <ui/forms/backoffpreview.h>

#include <QImage>
#include <QLabel>
#include <QPainter>
#include <QTest>

using namespace gatehouse::ui;
using gatehouse::enrollment::BackOffPolicy;
using std::chrono::seconds;

namespace {

double twentyWide(const QString&)
{
    return 20;
}

QList<int> labelled(const QList<ScheduleMark>& marks)
{
    QList<int> attempts;
    for (const ScheduleMark& mark : marks) {
        if (mark.isLabelled)
            attempts.append(mark.attempt);
    }
    return attempts;
}

} // namespace

class TestBackOffPreview : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void marksStandToScale();
    void labelsThatHaveNoRoomAreLeftOut();
    void labelsNeverOverlap_data();
    void labelsNeverOverlap();
    void saysTheScheduleInWords_data();
    void saysTheScheduleInWords();
    void saysTimesShortly_data();
    void saysTimesShortly();
    void drawsAnySchedule_data();
    void drawsAnySchedule();
    void saysSoWithoutASchedule();
};

void TestBackOffPreview::marksStandToScale()
{
    const QList<ScheduleMark> marks = scheduleMarks({ seconds(2), seconds(8), 4 }, 220, twentyWide);
    QCOMPARE(marks.size(), 4);
    QCOMPARE(marks.at(0).begin, 0.0);
    QCOMPARE(marks.at(0).end, 2.0 / 22);
    QCOMPARE(marks.at(1).end, 6.0 / 22);
    QCOMPARE(marks.at(2).end, 14.0 / 22);
    QCOMPARE(marks.at(3).end, 1.0);
    QCOMPARE(marks.at(3).wait, seconds(8));
}

void TestBackOffPreview::labelsThatHaveNoRoomAreLeftOut()
{
    QCOMPARE(
        labelled(scheduleMarks({ seconds(2), seconds(32), 5 }, 62, twentyWide)), QList<int>({ 5 }));
    QCOMPARE(labelled(scheduleMarks({ seconds(2), seconds(32), 5 }, 620, twentyWide)),
        QList<int>({ 1, 2, 3, 4, 5 }));
}

void TestBackOffPreview::labelsNeverOverlap_data()
{
    QTest::addColumn<int>("timer");
    QTest::addColumn<int>("cap");
    QTest::addColumn<int>("attempts");
    QTest::newRow("the default") << 2 << 32 << 5;
    QTest::newRow("a hundred attempts") << 2 << 32 << 100;
    QTest::newRow("a week at most") << 2 << 604800 << 100;
    QTest::newRow("always a second") << 1 << 1 << 100;
    QTest::newRow("a week at once") << 604800 << 604800 << 1;
}

void TestBackOffPreview::labelsNeverOverlap()
{
    QFETCH(int, timer);
    QFETCH(int, cap);
    QFETCH(int, attempts);
    constexpr double width = 500;
    const auto marks = scheduleMarks({ seconds(timer), seconds(cap), attempts }, width, twentyWide);
    QCOMPARE(marks.size(), attempts);
    QCOMPARE(marks.last().end, 1.0);
    double right = 0;
    for (const ScheduleMark& mark : marks) {
        if (!mark.isLabelled)
            continue;
        const double middle = (mark.begin + mark.end) / 2 * width;
        QVERIFY(middle - 10 >= right - 0.001);
        right = middle + 10;
    }
}

void TestBackOffPreview::saysTheScheduleInWords_data()
{
    QTest::addColumn<int>("timer");
    QTest::addColumn<int>("cap");
    QTest::addColumn<int>("attempts");
    QTest::addColumn<QString>("part");
    QTest::newRow("the default") << 2 << 32 << 5
                                 << QStringLiteral("waits 2 s, 4 s, 8 s, 16 s and 32 s before");
    QTest::newRow("the total") << 2 << 32 << 5 << QStringLiteral("attempt 5, 1 min 2 s after");
    QTest::newRow("at the cap from some attempt on")
        << 2 << 8 << 9 << QStringLiteral("2 s, 4 s, then 8 s each time");
    QTest::newRow("always the same") << 1 << 1 << 3 << QStringLiteral("waits 1 s each time");
    QTest::newRow("many") << 2 << 604800 << 100
                          << QStringLiteral("2 s, 4 s, 8 s, 16 s, 32 s and so on up to 7 d");
    QTest::newRow("once") << 5 << 32 << 1 << QStringLiteral("waits 5 s and tries once");
}

void TestBackOffPreview::saysTheScheduleInWords()
{
    QFETCH(int, timer);
    QFETCH(int, cap);
    QFETCH(int, attempts);
    QFETCH(QString, part);
    BackOffPreview preview(nullptr);
    preview.setPolicy(BackOffPolicy { seconds(timer), seconds(cap), attempts });
    const QString text = preview.findChild<QLabel*>(QStringLiteral("schedule"))->text();
    QVERIFY2(text.contains(part), qPrintable(text));
    QCOMPARE(preview.accessibleDescription(), text);
}

void TestBackOffPreview::saysTimesShortly_data()
{
    QTest::addColumn<int>("wait");
    QTest::addColumn<QString>("text");
    QTest::newRow("seconds") << 59 << QStringLiteral("59 s");
    QTest::newRow("a whole minute") << 60 << QStringLiteral("1 min");
    QTest::newRow("minutes and seconds") << 125 << QStringLiteral("2 min 5 s");
    QTest::newRow("hours") << 7200 << QStringLiteral("2 h");
    QTest::newRow("hours and minutes") << 7260 << QStringLiteral("2 h 1 min");
    QTest::newRow("a week") << 604800 << QStringLiteral("7 d");
    QTest::newRow("days and hours") << 90000 << QStringLiteral("1 d 1 h");
}

void TestBackOffPreview::saysTimesShortly()
{
    QFETCH(int, wait);
    QFETCH(QString, text);
    QCOMPARE(waitText(seconds(wait)), text);
}

void TestBackOffPreview::drawsAnySchedule_data()
{
    labelsNeverOverlap_data();
}

void TestBackOffPreview::drawsAnySchedule()
{
    QFETCH(int, timer);
    QFETCH(int, cap);
    QFETCH(int, attempts);
    BackOffPreview preview(nullptr);
    preview.setPolicy(BackOffPolicy { seconds(timer), seconds(cap), attempts });
    preview.resize(500, 120);
    auto* line = preview.findChild<QWidget*>(QStringLiteral("timeLine"));
    const QImage drawn = preview.grab().toImage();
    const QPoint middle(
        line->x() + line->width() / 2, line->y() + line->fontMetrics().height() + 4 + 4);
    bool isDrawn = false;
    for (int dy = -3; dy <= 3; ++dy)
        isDrawn = isDrawn || drawn.pixelColor(middle + QPoint(0, dy)) != drawn.pixelColor(0, 0);
    QVERIFY(isDrawn);
}

void TestBackOffPreview::saysSoWithoutASchedule()
{
    BackOffPreview preview(nullptr);
    preview.setPolicy(BackOffPolicy());
    preview.setPolicy(std::nullopt);
    QVERIFY(preview.findChild<QWidget*>(QStringLiteral("timeLine"))->isHidden());
    QVERIFY(preview.accessibleDescription().contains(QStringLiteral("three numbers")));
}

QTEST_MAIN(TestBackOffPreview)
#include "tst_backoffpreview.moc"
