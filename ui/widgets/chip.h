// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/theme.h>

#include <QWidget>

// A word in a rounded box, such as "Sandbox".
namespace gatehouse::ui {

QSize chipSize(const QString& word, const QFont& font);
void paintChip(QPainter* painter, const QRect& rect, const QString& word, Tone tone,
    const QFont& font, const QPalette& palette);

class Chip final : public QWidget {
    Q_OBJECT

public:
    Chip(const QString& word, Tone tone, QWidget* parent = nullptr);
    void setWord(const QString& word, Tone tone);
    QString word() const { return m_word; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_word;
    Tone m_tone;
};

} // namespace gatehouse::ui
