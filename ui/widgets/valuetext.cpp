// SPDX-License-Identifier: Apache-2.0
#include <ui/widgets/valuetext.h>

#include <QEvent>
#include <QMimeData>
#include <QRegularExpression>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextDocumentFragment>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <memory>

namespace gatehouse::ui {

namespace {

constexpr int preferredCharacters = 40;
constexpr int leastCharacters = 12;
constexpr QChar breakHere(0x200B); ///< zero width space (UAX #14, ZW)

/// A fingerprint is to be read byte by byte, so its lines end between two of them.
QString breakable(const QString& text)
{
    static const QRegularExpression betweenBytes(
        QStringLiteral("(?<=\\b[0-9A-Fa-f]{2}:)(?=[0-9A-Fa-f]{2}\\b)"));
    QString result = text;
    return result.replace(betweenBytes, QString(breakHere));
}

QString withoutBreaks(QString text)
{
    return text.remove(breakHere);
}

} // namespace

ValueText::ValueText(QWidget* parent)
    : QTextEdit(parent)
{
    setReadOnly(true);
    setAcceptRichText(false);
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    document()->setDocumentMargin(0);
    setViewportMargins(0, padding, 0, padding);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    clearBackground();
}

void ValueText::setValue(const QString& text)
{
    if (text == value())
        return;
    setPlainText(breakable(text));
    updateGeometry();
}

QString ValueText::value() const
{
    return withoutBreaks(toPlainText());
}

QMimeData* ValueText::createMimeDataFromSelection() const
{
    auto* copied = new QMimeData;
    copied->setText(withoutBreaks(textCursor().selection().toPlainText()));
    return copied;
}

int ValueText::heightForWidth(int width) const
{
    const std::unique_ptr<QTextDocument> copy(document()->clone());
    copy->setDefaultFont(font());
    copy->setDocumentMargin(0);
    copy->setDefaultTextOption(document()->defaultTextOption());
    copy->setTextWidth(std::max(width, 1));
    return static_cast<int>(std::ceil(copy->size().height())) + 2 * padding;
}

QSize ValueText::sizeHint() const
{
    const int width = fontMetrics().averageCharWidth() * preferredCharacters;
    return { width, heightForWidth(width) };
}

QSize ValueText::minimumSizeHint() const
{
    return { fontMetrics().averageCharWidth() * leastCharacters,
        fontMetrics().height() + 2 * padding };
}

void ValueText::resizeEvent(QResizeEvent* event)
{
    QTextEdit::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        updateGeometry();
}

void ValueText::changeEvent(QEvent* event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        clearBackground();
    else if (event->type() == QEvent::FontChange)
        updateGeometry();
}

void ValueText::focusOutEvent(QFocusEvent* event)
{
    QTextEdit::focusOutEvent(event);
    // The context menu takes the focus and needs the selection; another widget ends it.
    if (event->reason() == Qt::PopupFocusReason || event->reason() == Qt::ActiveWindowFocusReason)
        return;
    QTextCursor cursor = textCursor();
    cursor.clearSelection();
    setTextCursor(cursor);
}

void ValueText::wheelEvent(QWheelEvent* event)
{
    event->ignore(); // The page scrolls, not the value.
}

void ValueText::clearBackground()
{
    if (palette().color(QPalette::Base).alpha() == 0)
        return;
    QPalette own = palette();
    own.setColor(QPalette::Base, Qt::transparent);
    setPalette(own);
}

} // namespace gatehouse::ui
