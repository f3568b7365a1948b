// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/error.h>
#include <ui/theme.h>

#include <QFrame>
#include <QList>

#include <functional>

class QLabel;
class QHBoxLayout;
class QToolButton;

namespace gatehouse::ui {

class IconLabel;

/// An inline message at the top of a page, in place of a modal dialog: a sentence that can be
/// selected, actions, a technical detail to fold out and copy, and a button to close it. Hidden
/// while it says nothing. Read out by screen readers when it appears.
class MessageBar final : public QFrame {
    Q_OBJECT

public:
    struct Action {
        QString text;
        QString objectName;
        std::function<void()> run; ///< the bar closes first
    };

    explicit MessageBar(QWidget* parent = nullptr);

    void show(Tone tone, const QString& text, const QList<Action>& actions = {});
    /// The error's sentence with its detail; Cancelled shows nothing.
    void show(const Error& error, const QList<Action>& actions = {});
    void clear();
    QString text() const;
    bool isShown() const; ///< whether it says something

Q_SIGNALS:
    void closed();

protected:
    void changeEvent(QEvent* event) override;

private:
    void setActions(const QList<Action>& actions);
    void restyle();

    Tone m_tone = Tone::Neutral;
    IconLabel* m_icon = nullptr;
    QLabel* m_text = nullptr;
    QLabel* m_detail = nullptr;
    QToolButton* m_fold = nullptr;
    QToolButton* m_close = nullptr;
    QHBoxLayout* m_actions = nullptr;
};

} // namespace gatehouse::ui
