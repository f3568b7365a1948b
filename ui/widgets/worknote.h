// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

#include <functional>

namespace gatehouse::ui {

class MessageBar;

/// Says what is under way, once that takes longer than a blink, and offers to stop it.
class WorkNote final : public QWidget {
    Q_OBJECT

public:
    WorkNote(const QString& name, QWidget* parent);

    /// Without `stop` it cannot be stopped from here.
    void begin(const QString& text, std::function<void()> stop = {});
    void end();
    bool isShown() const; ///< whether it says something

private:
    void say();

    MessageBar* m_bar;
    QTimer m_blink;
    QString m_text;
    std::function<void()> m_stop;
};

} // namespace gatehouse::ui
