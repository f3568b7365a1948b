// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/plan.h>

#include <QFrame>

class QLabel;

namespace gatehouse::ui {

class InlineNote;

/// What would be ordered and by which rules, or what stands against it: beside the form, live.
class VerdictPanel final : public QFrame {
    Q_OBJECT

public:
    explicit VerdictPanel(QWidget* parent = nullptr);

    void showPlan(const enrollment::Plan& plan);
    void showError(const QString& text);
    void showMissing(const QString& text); ///< not wrong, only not there yet
    QStringList rules() const;

private:
    void showRules(const QStringList& rules);

    InlineNote* m_state;
    QLabel* m_rules;
    QStringList m_shown;
};

} // namespace gatehouse::ui
