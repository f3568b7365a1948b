// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/theme.h>

#include <QPointer>
#include <QWidget>

class QLabel;

namespace gatehouse::ui {

class IconLabel;

/// A sentence below a field: what is wrong with it, or what to know about it. Hidden while it says
/// nothing. What it says is also the field's accessible description.
class InlineNote final : public QWidget {
    Q_OBJECT

public:
    InlineNote(const QString& name, QWidget* field, QWidget* parent = nullptr);

    void show(Tone tone, const QString& text);
    void showError(const QString& text) { show(Tone::Error, text); }
    void clear() { show(Tone::Neutral, {}); }
    QString text() const;
    Tone tone() const { return m_tone; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void restyle();

    QPointer<QWidget> m_field;
    IconLabel* m_icon;
    QLabel* m_text;
    Tone m_tone = Tone::Neutral;
};

} // namespace gatehouse::ui
