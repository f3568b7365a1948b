// SPDX-License-Identifier: Apache-2.0
#include <ui/style.h>
#include <ui/theme.h>

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QHash>
#include <QIconEngine>
#include <QLoggingCategory>
#include <QPainter>
#include <QPixmapCache>
#include <QStyle>
#include <QSvgRenderer>
#include <QWidget>

namespace gatehouse::ui {

namespace {

constexpr int darkBelow = 128;

Q_LOGGING_CATEGORY(logTheme, "gatehouse.theme", QtInfoMsg)

struct Shades {
    const char* window;
    const char* base;
    const char* alternate;
    const char* text;
    const char* button;
    const char* border;
    const char* disabled;
    const char* placeholder;
    const char* highlight;
    const char* highlightedText;
    const char* link;
};

constexpr Shades lightShades { "#f4f5f7", "#ffffff", "#f8f9fb", "#1b2430", "#fdfdfe", "#c6ccd5",
    "#8b95a3", "#6b7686", "#1d5fbf", "#ffffff", "#1a56ad" };
constexpr Shades darkShades { "#1c2026", "#14171c", "#191d22", "#e4e8ee", "#2a3038", "#4a535f",
    "#737d8a", "#939dab", "#2f6fd0", "#ffffff", "#78aef5" };

QColor shade(const char* name)
{
    return QColor(QLatin1String(name));
}

QPalette paletteOf(const Shades& shades)
{
    QPalette palette(shade(shades.button), shade(shades.window));
    palette.setColor(QPalette::Window, shade(shades.window));
    palette.setColor(QPalette::Base, shade(shades.base));
    palette.setColor(QPalette::AlternateBase, shade(shades.alternate));
    palette.setColor(QPalette::ToolTipBase, shade(shades.base));
    for (const auto role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
             QPalette::ToolTipText, QPalette::BrightText })
        palette.setColor(role, shade(shades.text));
    palette.setColor(QPalette::Button, shade(shades.button));
    palette.setColor(QPalette::PlaceholderText, shade(shades.placeholder));
    palette.setColor(QPalette::Highlight, shade(shades.highlight));
    palette.setColor(QPalette::HighlightedText, shade(shades.highlightedText));
    palette.setColor(QPalette::Link, shade(shades.link));
    palette.setColor(QPalette::LinkVisited, shade(shades.link));
    palette.setColor(QPalette::Mid, shade(shades.border));
    for (const auto role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText })
        palette.setColor(QPalette::Disabled, role, shade(shades.disabled));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, shade(shades.border));
    return palette;
}

/// Paints an SVG whose strokes and fills are "currentColor" in the colour of the moment.
class TintedEngine final : public QIconEngine {
public:
    TintedEngine(QByteArray svg, std::optional<Tone> tone)
        : m_svg(std::move(svg))
        , m_tone(tone)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = QApplication::palette();
        QColor color = m_tone
            ? toneColor(*m_tone, palette)
            : palette.color(mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active,
                QPalette::ButtonText);
        if (mode == QIcon::Selected)
            color = palette.color(QPalette::HighlightedText);
        const QSize size = rect.size() * painter->device()->devicePixelRatio();
        painter->drawPixmap(rect, drawn(size, color));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new TintedEngine(m_svg, m_tone); }

private:
    /// A table paints the same icon in every row: it is drawn once for each size and colour.
    QPixmap drawn(const QSize& size, const QColor& color) const
    {
        const QString key = QStringLiteral("gatehouse/%1/%2/%3x%4")
                                .arg(qHash(m_svg))
                                .arg(color.name())
                                .arg(size.width())
                                .arg(size.height());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        QByteArray svg = m_svg;
        svg.replace("currentColor", color.name().toLatin1());
        QSvgRenderer(svg).render(&painter, QRect(QPoint(), size));
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QByteArray m_svg;
    std::optional<Tone> m_tone;
};

QIcon tinted(const QString& name, std::optional<Tone> tone)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qCWarning(logTheme) << "there is no icon" << name;
        return {};
    }
    return QIcon(new TintedEngine(file.readAll(), tone));
}

QString toneIconName(Tone tone)
{
    switch (tone) {
    case Tone::Success:
        return QStringLiteral("ok");
    case Tone::Warning:
        return QStringLiteral("warning");
    case Tone::Error:
        return QStringLiteral("error");
    case Tone::Waiting:
        return QStringLiteral("waiting");
    case Tone::Neutral:
        return QStringLiteral("unknown");
    case Tone::Info:
        break;
    }
    return QStringLiteral("info");
}

} // namespace

void applyAppearance(QApplication& application, Appearance appearance)
{
    // The desktop's own lightness, before our palette hides it.
    static const bool desktopIsDark = isDark(application.palette());
    const bool dark =
        appearance == Appearance::Dark || (appearance == Appearance::System && desktopIsDark);
    QApplication::setStyle(new Style);
    QApplication::setPalette(paletteOf(dark ? darkShades : lightShades));
}

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < darkBelow;
}

QColor toneColor(Tone tone, const QPalette& palette)
{
    const bool dark = isDark(palette);
    switch (tone) {
    case Tone::Neutral:
        return palette.color(QPalette::PlaceholderText);
    case Tone::Info:
        return palette.color(QPalette::Link);
    case Tone::Success:
        return dark ? shade("#5fc98a") : shade("#1a7f46");
    case Tone::Warning:
        return dark ? shade("#e9b949") : shade("#8f5b00");
    case Tone::Error:
        return dark ? shade("#ff8177") : shade("#b3261e");
    case Tone::Waiting:
        break;
    }
    return dark ? shade("#a99cf5") : shade("#5b4bc4");
}

QColor toneBackground(Tone tone, const QPalette& palette)
{
    constexpr qreal strength = 0.13;
    const QColor base = palette.color(QPalette::Base);
    const QColor color = toneColor(tone, palette);
    const auto mix = [](int from, int to) { return from + qRound((to - from) * strength); };
    return QColor(mix(base.red(), color.red()), mix(base.green(), color.green()),
        mix(base.blue(), color.blue()));
}

QIcon toneIcon(Tone tone)
{
    // Read once: a table asks for it in every row.
    static QHash<Tone, QIcon> icons;
    const auto known = icons.constFind(tone);
    return known != icons.constEnd() ? *known
                                     : *icons.insert(tone, tinted(toneIconName(tone), tone));
}

QIcon icon(const QString& name)
{
    return tinted(name, std::nullopt);
}

QFont monospaceFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(QApplication::font().pointSizeF());
    return font;
}

void styleHeading(QWidget* label, int level)
{
    constexpr qreal pageScale = 1.5;
    constexpr qreal sectionScale = 1.15;
    QFont font = label->font();
    font.setPointSizeF(QApplication::font().pointSizeF() * (level <= 1 ? pageScale : sectionScale));
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
}

void styleSecondary(QWidget* label)
{
    label->setForegroundRole(QPalette::PlaceholderText);
}

} // namespace gatehouse::ui
