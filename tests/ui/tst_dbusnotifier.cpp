// SPDX-License-Identifier: Apache-2.0
// Desktop notifications over a message bus of the test's own, with a desktop that writes down what
// it is told.
#include <tests/ui/desktopbus.h>
#include <ui/orders/dbusnotifier.h>

#include <QDBusContext>
#include <QDBusMessage>
#include <QSignalSpy>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::ui;

/// org.freedesktop.Notifications, as far as it is used.
class FakeDesktop : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    QStringList capabilities;
    QStringList titles;
    QStringList texts;
    QList<QStringList> actions;

public Q_SLOTS:
    QStringList GetCapabilities() { return capabilities; } // NOLINT(readability-identifier-naming)
    // NOLINTNEXTLINE(readability-identifier-naming)
    uint Notify(const QString&, uint, const QString&, const QString& title, const QString& text,
        const QStringList& offered, const QVariantMap&, int)
    {
        titles.append(title);
        texts.append(text);
        actions.append(offered);
        return static_cast<uint>(titles.size());
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString& action); // NOLINT(readability-identifier-naming)
};

class TestDBusNotifier : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_bus.stop(); }
    void whatIsToldArrivesAndIsClicked();
    void aTextIsNoMarkup_data();
    void aTextIsNoMarkup();
    void withoutADesktopTheNoticeComesBack();

private:
    static Notice notice()
    {
        return { QStringLiteral("order1"), QStringLiteral("Certificate issued"),
            QStringLiteral("<b>www</b> & co"), Tone::Success };
    }
    void serve(FakeDesktop& desktop) { m_bus.serve(service, path, desktop); }
    void leave() { m_bus.leave(service, path); }

    static inline const QString service = QStringLiteral("org.freedesktop.Notifications");
    static inline const QString path = QStringLiteral("/org/freedesktop/Notifications");
    testsupport::DesktopBus m_bus;
};

void TestDBusNotifier::initTestCase()
{
    qRegisterMetaType<Notice>();
    QString problem;
    QVERIFY2(m_bus.start(problem), qPrintable(problem));
}

void TestDBusNotifier::whatIsToldArrivesAndIsClicked()
{
    FakeDesktop desktop;
    desktop.capabilities = { QStringLiteral("actions") };
    serve(desktop);
    DBusNotifier notifier(m_bus.console());
    QSignalSpy activated(&notifier, &Notifier::activated);
    notifier.notify(notice());
    notifier.notify(notice());
    QTRY_COMPARE(desktop.titles.size(), 2);
    QCOMPARE(desktop.titles.first(), QStringLiteral("Certificate issued"));
    QCOMPARE(desktop.actions.first().value(0), QStringLiteral("default"));
    QTest::qWait(50); // the answer with the number is on its way
    Q_EMIT desktop.ActionInvoked(2, QStringLiteral("default"));
    QTRY_COMPARE(activated.size(), 1);
    QCOMPARE(activated.first().first().toString(), QStringLiteral("order1"));
    // Those of other programs are none of ours.
    Q_EMIT desktop.ActionInvoked(99, QStringLiteral("default"));
    QTest::qWait(50);
    QCOMPARE(activated.size(), 1);
    leave();
}

void TestDBusNotifier::aTextIsNoMarkup_data()
{
    QTest::addColumn<QStringList>("capabilities");
    QTest::addColumn<QString>("text");
    QTest::newRow("a desktop that reads markup") << QStringList { QStringLiteral("body"),
        QStringLiteral("body-markup") } << QStringLiteral("&lt;b&gt;www&lt;/b&gt; &amp; co");
    QTest::newRow("a desktop that does not")
        << QStringList { QStringLiteral("body") } << QStringLiteral("<b>www</b> & co");
}

void TestDBusNotifier::aTextIsNoMarkup()
{
    QFETCH(QStringList, capabilities);
    QFETCH(QString, text);
    FakeDesktop desktop;
    desktop.capabilities = capabilities;
    serve(desktop);
    DBusNotifier notifier(m_bus.console());
    notifier.notify(notice());
    QTRY_COMPARE(desktop.texts, QStringList { text });
    QVERIFY(desktop.actions.first().isEmpty());
    leave();
}

void TestDBusNotifier::withoutADesktopTheNoticeComesBack()
{
    DBusNotifier notifier(m_bus.console());
    QSignalSpy unavailable(&notifier, &DBusNotifier::unavailable);
    notifier.notify(notice());
    QTRY_COMPARE(unavailable.size(), 1);
    QCOMPARE(unavailable.first().first().value<Notice>(), notice());
    // It is asked again with the next one.
    FakeDesktop desktop;
    serve(desktop);
    notifier.notify(notice());
    QTRY_COMPARE(desktop.titles.size(), 1);
    leave();
}

QTEST_GUILESS_MAIN(TestDBusNotifier)
#include "tst_dbusnotifier.moc"
