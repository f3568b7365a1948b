// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/backoff.h>

#include <QWidget>

#include <functional>
#include <optional>

class QLabel;

namespace gatehouse::ui {

/// One wait of a schedule, placed on a line that ends where it gives up.
struct ScheduleMark {
    int attempt = 0; ///< from 1
    std::chrono::seconds wait { 0 };
    double begin = 0; ///< 0 to 1
    double end = 0; ///< where the attempt is made
    bool isLabelled = false; ///< its label has room
    bool operator==(const ScheduleMark&) const = default;
};

/// All waits to scale; labels that would run into the one before, or are wider than their wait,
/// are left out. `labelWidth` gives the width of a label, `width` that of the line.
QList<ScheduleMark> scheduleMarks(const enrollment::BackOffPolicy& policy, double width,
    const std::function<double(const QString&)>& labelWidth);
/// "32 s", "1 min 4 s", "7 d".
QString waitText(std::chrono::seconds wait);
/// The schedule in words.
QString scheduleText(const enrollment::BackOffPolicy& policy);

/// When a certificate is collected, drawn to scale from the policy that will run: each wait, and
/// when it gives up; below it the same in words.
class BackOffPreview final : public QWidget {
    Q_OBJECT

public:
    explicit BackOffPreview(QWidget* parent);

    /// None while one of the numbers is wrong.
    void setPolicy(const std::optional<enrollment::BackOffPolicy>& policy);
    const std::optional<enrollment::BackOffPolicy>& policy() const { return m_policy; }

private:
    std::optional<enrollment::BackOffPolicy> m_policy;
    QWidget* m_line;
    QLabel* m_text;
};

} // namespace gatehouse::ui
