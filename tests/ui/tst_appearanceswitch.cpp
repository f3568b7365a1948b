// SPDX-License-Identifier: Apache-2.0
// "Like the desktop" over a message bus of the test's own, with a portal that says what it is told.
#include <tests/ui/desktopbus.h>
#include <ui/appearanceswitch.h>

#include <QApplication>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::ui;

/// org.freedesktop.portal.Settings, as far as it is used.
class FakePortal : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    void say(uint scheme)
    {
        m_scheme = scheme;
        Q_EMIT SettingChanged(group, QStringLiteral("color-scheme"), value());
    }
    void sayOther()
    {
        Q_EMIT SettingChanged(group, QStringLiteral("contrast"), QDBusVariant(1U));
        Q_EMIT SettingChanged(
            QStringLiteral("org.example"), QStringLiteral("color-scheme"), QDBusVariant(1U));
    }

public Q_SLOTS:
    // NOLINTNEXTLINE(readability-identifier-naming)
    QDBusVariant Read(const QString& asked, const QString& key)
    {
        const bool isKnown = asked == group && key == u"color-scheme";
        return QDBusVariant(isKnown ? QVariant::fromValue(value()) : QVariant(0));
    }

Q_SIGNALS:
    // NOLINTNEXTLINE(readability-identifier-naming)
    void SettingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    QDBusVariant value() const { return QDBusVariant(m_scheme); }

    static inline const QString group = QStringLiteral("org.freedesktop.appearance");
    uint m_scheme = 0;
};

class TestAppearanceSwitch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_bus.stop(); }
    void followsTheDesktop();
    void whatAPersonChoseStays();
    void withoutAPortalItStaysAsAtTheStart();

private:
    static constexpr uint dark = 1;
    static constexpr uint light = 2;
    static bool isShownDark() { return isDark(QApplication::palette()); }
    void serve(FakePortal& portal) { m_bus.serve(service, path, portal); }
    void leave() { m_bus.leave(service, path); }

    static inline const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
    static inline const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
    testsupport::DesktopBus m_bus;
};

void TestAppearanceSwitch::initTestCase()
{
    qRegisterMetaType<QDBusVariant>();
    QString problem;
    QVERIFY2(m_bus.start(problem), qPrintable(problem));
}

void TestAppearanceSwitch::followsTheDesktop()
{
    FakePortal portal;
    portal.say(dark);
    serve(portal);
    AppearanceSwitch looks(*qApp, Appearance::System);
    QVERIFY(!isShownDark());
    looks.followDesktop(m_bus.console());
    QTRY_VERIFY(isShownDark());
    portal.say(light);
    QTRY_VERIFY(!isShownDark());
    portal.say(dark);
    QTRY_VERIFY(isShownDark());
    portal.say(0); // no preference: as at the start
    QTRY_VERIFY(!isShownDark());
    leave();
}

void TestAppearanceSwitch::whatAPersonChoseStays()
{
    FakePortal portal;
    serve(portal);
    AppearanceSwitch looks(*qApp, Appearance::Light);
    looks.followDesktop(m_bus.console());
    portal.say(dark);
    portal.sayOther();
    QVERIFY(!isShownDark());
    // What the desktop said meanwhile counts once it is to be followed.
    const auto asTheDesktop = [&looks] {
        looks.choose(Appearance::System);
        const bool isSo = isShownDark();
        looks.choose(Appearance::Light);
        return isSo;
    };
    QTRY_VERIFY(asTheDesktop());
    QVERIFY(!isShownDark());
    looks.choose(Appearance::Dark);
    QVERIFY(isShownDark());
    looks.choose(Appearance::Light);
    leave();
}

void TestAppearanceSwitch::withoutAPortalItStaysAsAtTheStart()
{
    AppearanceSwitch looks(*qApp, Appearance::System);
    looks.followDesktop(m_bus.console());
    // It may come later.
    FakePortal portal;
    serve(portal);
    QVERIFY(!isShownDark());
    QTest::qWait(0);
    portal.say(dark);
    QTRY_VERIFY(isShownDark());
    looks.choose(Appearance::Light);
    leave();
}

QTEST_MAIN(TestAppearanceSwitch)
#include "tst_appearanceswitch.moc"
