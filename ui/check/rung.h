// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/connector/connectioncheck.h>
#include <ui/theme.h>

#include <QFrame>

#include <optional>

class QLabel;
class QPushButton;
class QToolButton;

namespace gatehouse::ui {

class IconLabel;

/// "passed", "did not work": a step's state for a person; "not yet" for none.
QString stepStateWord(std::optional<connector::StepState> state);
Tone stepStateTone(std::optional<connector::StepState> state);

/// One step of the connection check: title, state as icon and word, time, finding, and where it
/// failed the remedy and the way to the setting.
class Rung final : public QFrame {
    Q_OBJECT

public:
    explicit Rung(connector::CheckStep step, QWidget* parent = nullptr);

    /// Nothing known yet.
    void clear();
    void showResult(const connector::StepResult& result);
    std::optional<connector::StepState> state() const { return m_state; }
    /// "passed   Name lookup   12 ms   scm.example.org is 192.0.2.1." and further lines.
    QString toText() const;

Q_SIGNALS:
    void settingWanted(const QString& key);

protected:
    void changeEvent(QEvent* event) override;

private:
    void restyle();

    connector::CheckStep m_step;
    std::optional<connector::StepState> m_state;
    QString m_setting;
    IconLabel* m_icon;
    QLabel* m_title;
    QLabel* m_word;
    QLabel* m_time;
    QLabel* m_text;
    QLabel* m_detail;
    QToolButton* m_fold;
    QPushButton* m_goToSetting;
};

} // namespace gatehouse::ui
