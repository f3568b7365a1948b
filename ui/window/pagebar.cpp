// SPDX-License-Identifier: Apache-2.0
#include <ui/theme.h>
#include <ui/window/pagebar.h>

#include <QEvent>
#include <QPainter>
#include <QSignalBlocker>
#include <QStyle>

namespace gatehouse::ui {

namespace {

constexpr int tabPictureSize = 18;
constexpr int lineWidth = 3;

struct PageText {
    const char* title;
    const char* purpose;
    const char* icon;
};

PageText textOf(PageId page)
{
    switch (page) {
    case PageId::Settings:
        return { QT_TRANSLATE_NOOP("gatehouse::ui::PageBar", "Settings"),
            QT_TRANSLATE_NOOP("gatehouse::ui::PageBar",
                "The account at Sectigo, authentication, trust, enrollment timing, proxy."),
            "settings" };
    case PageId::Check:
        return { QT_TRANSLATE_NOOP("gatehouse::ui::PageBar", "Check connection"),
            QT_TRANSLATE_NOOP("gatehouse::ui::PageBar",
                "Goes through the connection step by step and says which setting to look at."),
            "check" };
    case PageId::Profiles:
        return { QT_TRANSLATE_NOOP("gatehouse::ui::PageBar", "Profiles"),
            QT_TRANSLATE_NOOP("gatehouse::ui::PageBar",
                "Certificate profiles: those configured here merged with those at Sectigo."),
            "profile" };
    case PageId::Enroll:
        return { QT_TRANSLATE_NOOP("gatehouse::ui::PageBar", "Enroll"),
            QT_TRANSLATE_NOOP("gatehouse::ui::PageBar",
                "Orders a certificate for a request (CSR), or key and certificate as PKCS #12."),
            "enroll" };
    case PageId::Certificates:
        return { QT_TRANSLATE_NOOP("gatehouse::ui::PageBar", "Certificates"),
            QT_TRANSLATE_NOOP("gatehouse::ui::PageBar",
                "Finds certificates by name, serial number or pasted PEM, in any spelling."),
            "search" };
    case PageId::Activity:
        break;
    }
    return { QT_TRANSLATE_NOOP("gatehouse::ui::PageBar", "Activity"),
        QT_TRANSLATE_NOOP(
            "gatehouse::ui::PageBar", "Every order and every connection check, newest first."),
        "activity" };
}

} // namespace

QString pageTitle(PageId page)
{
    return PageBar::tr(textOf(page).title);
}

QString pagePurpose(PageId page)
{
    return PageBar::tr(textOf(page).purpose);
}

bool isReadOnlyPage(PageId page)
{
    return page == PageId::Certificates || page == PageId::Activity;
}

PageBar::PageBar(const QList<PageId>& pages, QWidget* parent)
    : QTabBar(parent)
    , m_pages(pages)
{
    setObjectName(QStringLiteral("pages"));
    setAccessibleName(tr("Pages"));
    setExpanding(false);
    setDrawBase(false);
    setUsesScrollButtons(true);
    setElideMode(Qt::ElideNone);
    setMouseTracking(true);
    for (const PageId page : pages) {
        const int tab = addTab(pageTitle(page));
        setTabToolTip(tab, pagePurpose(page));
        setTabIcon(tab, icon(QString::fromLatin1(textOf(page).icon)));
    }
    connect(this, &QTabBar::currentChanged, this, [this](int index) {
        if (index == m_shown || index < 0)
            return;
        const PageId wanted = m_pages.at(index);
        // The page that is left may have unsaved changes: it decides.
        const QSignalBlocker quiet(this);
        setCurrentIndex(m_shown);
        Q_EMIT chosen(wanted);
    });
}

void PageBar::setCurrent(PageId page)
{
    m_shown = static_cast<int>(m_pages.indexOf(page));
    const QSignalBlocker quiet(this);
    setCurrentIndex(m_shown);
    update();
}

QSize PageBar::tabSizeHint(int index) const
{
    const QFontMetrics metrics(font());
    return { tabPictureSize + gap + metrics.horizontalAdvance(tabText(index))
            + 2 * (gap + smallGap),
        std::max(metrics.height(), tabPictureSize) + 2 * gap + lineWidth };
}

void PageBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int index = 0; index < count(); ++index)
        paintTab(painter, index);
}

void PageBar::paintTab(QPainter& painter, int index)
{
    const QRect area = tabRect(index);
    const bool isShown = index == m_shown;
    const bool isHovered = area.contains(mapFromGlobal(QCursor::pos()));
    QColor accent = palette().color(QPalette::Highlight);
    constexpr qreal corner = 6;
    if (isHovered && !isShown && isEnabled()) {
        QColor tint = accent;
        constexpr float faint = 0.08F;
        tint.setAlphaF(faint);
        painter.setPen(Qt::NoPen);
        painter.setBrush(tint);
        painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -lineWidth - 1), corner, corner);
    }
    if (hasFocus() && isShown) {
        painter.setPen(QPen(accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(
            QRectF(area).adjusted(1.5, 1.5, -1.5, -lineWidth - 1.5), corner, corner);
    }
    const QRect inner = area.adjusted(gap + smallGap, 0, -gap - smallGap, -lineWidth);
    const QRect picture(
        inner.left(), inner.center().y() - tabPictureSize / 2 + 1, tabPictureSize, tabPictureSize);
    const auto direction = layoutDirection();
    tabIcon(index).paint(&painter, QStyle::visualRect(direction, inner, picture), Qt::AlignCenter,
        isEnabled() ? QIcon::Normal : QIcon::Disabled);
    painter.setPen(palette().color(QPalette::WindowText));
    QRect words = inner.adjusted(tabPictureSize + gap, 0, smallGap, 0);
    painter.drawText(QStyle::visualRect(direction, inner, words),
        static_cast<int>(Qt::AlignVCenter) | static_cast<int>(Qt::TextHideMnemonic),
        tabText(index));
    if (isShown) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(accent);
        painter.drawRoundedRect(QRectF(area.left() + gap, area.bottom() - lineWidth + 1,
                                    area.width() - 2 * gap, lineWidth),
            lineWidth / 2.0, lineWidth / 2.0);
    }
}

void PageBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    QTabBar::changeEvent(event);
}

} // namespace gatehouse::ui
