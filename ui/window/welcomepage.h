// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QAbstractButton;

namespace gatehouse::ui {

class MessageBar;

/// What a first start shows: three ways to begin.
class WelcomePage final : public QWidget {
    Q_OBJECT

public:
    explicit WelcomePage(QWidget* parent = nullptr);

    /// The sandbox is being started: progress, and nothing else to choose meanwhile.
    void setStarting(bool isStarting);
    MessageBar* messages() const { return m_messages; }
    void focusFirst();

Q_SIGNALS:
    void sandboxWanted();
    void addWanted();
    void importWanted();
    void startCancelled();

private:
    MessageBar* m_messages;
    QList<QAbstractButton*> m_choices;
    QWidget* m_progress;
};

} // namespace gatehouse::ui
