// SPDX-License-Identifier: Apache-2.0
#include <ui/timetext.h>

#include <QTest>

using gatehouse::ui::agoText;

class TestTimeText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhenSomethingWas_data();
    void saysWhenSomethingWas();
};

void TestTimeText::saysWhenSomethingWas_data()
{
    QTest::addColumn<QString>("time");
    QTest::addColumn<QString>("text");
    QTest::newRow("a moment ago") << "2026-11-24T13:29:30Z" << QStringLiteral("just now");
    QTest::newRow("minutes ago") << "2026-11-24T13:25:00Z" << QStringLiteral("5 minute(s) ago");
    QTest::newRow("earlier on the zone's day")
        << "2026-11-23T23:10:00Z" << QStringLiteral("today at 00:10");
    QTest::newRow("the day before")
        << "2026-11-23T22:50:00Z" << QStringLiteral("on 2026-11-23 23:50");
    QTest::newRow("a clock that went back")
        << "2026-11-24T13:31:00Z" << QStringLiteral("today at 14:31");
}

void TestTimeText::saysWhenSomethingWas()
{
    QFETCH(QString, time);
    const auto now = QDateTime::fromString(QStringLiteral("2026-11-24T13:30:00Z"), Qt::ISODate);
    QTEST(
        agoText(QDateTime::fromString(time, Qt::ISODate), now, QTimeZone("Europe/Berlin")), "text");
}

QTEST_MAIN(TestTimeText)
#include "tst_timetext.moc"
