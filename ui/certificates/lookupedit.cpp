// SPDX-License-Identifier: Apache-2.0
#include <ui/certificates/lookupbox.h>
#include <ui/theme.h>

#include <QKeyEvent>
#include <QMimeData>
#include <QTextDocument>
#include <QUrl>

#include <algorithm>

namespace gatehouse::ui {

namespace {

constexpr int mostLines = 7;

QStringList filesOf(const QMimeData* source)
{
    QStringList files;
    const auto urls = source->urls();
    for (const QUrl& url : urls) {
        if (url.isLocalFile())
            files.append(url.toLocalFile());
    }
    return files;
}

} // namespace

LookupEdit::LookupEdit(QWidget* parent)
    : QPlainTextEdit(parent)
{
    setTabChangesFocus(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrapMode(QTextOption::WrapAnywhere);
    connect(this, &QPlainTextEdit::textChanged, this, &LookupEdit::fitHeight);
    fitHeight();
}

void LookupEdit::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!isEnter) {
        QPlainTextEdit::keyPressEvent(event);
        return;
    }
    if ((event->modifiers() & Qt::ShiftModifier) != 0)
        insertPlainText(QStringLiteral("\n"));
    else
        Q_EMIT submitted();
}

bool LookupEdit::canInsertFromMimeData(const QMimeData* source) const
{
    return source->hasUrls() || QPlainTextEdit::canInsertFromMimeData(source);
}

void LookupEdit::insertFromMimeData(const QMimeData* source)
{
    const QStringList files = filesOf(source);
    if (!files.isEmpty()) {
        Q_EMIT filesDropped(files);
        return;
    }
    const QString text = source->text();
    if (text.size() > longestText) {
        Q_EMIT tooLong(text.size());
        return;
    }
    insertPlainText(text);
    ensureCursorVisible();
}

void LookupEdit::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitHeight();
}

void LookupEdit::fitHeight()
{
    const int lines = std::clamp(document()->blockCount(), 1, mostLines);
    const int frame = 2 * frameWidth() + 2 * static_cast<int>(document()->documentMargin());
    setFixedHeight(lines * fontMetrics().lineSpacing() + frame + smallGap);
}

} // namespace gatehouse::ui
