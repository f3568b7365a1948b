// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/backoff.h>

#include <QWidget>

namespace gatehouse::ui {

/// A back-off drawn to scale: each attempt a mark on a line of time, filled up to now.
class ScheduleBar final : public QWidget {
    Q_OBJECT

public:
    explicit ScheduleBar(QWidget* parent = nullptr);

    void setPolicy(const enrollment::BackOffPolicy& policy);
    /// Waiting for `attempt` (from 1 on) with `left` to go; 0 before the first, more than there are
    /// when all are used up.
    void setPosition(int attempt, std::chrono::seconds left);
    /// How much of the whole has passed, 0 to 1.
    qreal fraction() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    enrollment::BackOffPolicy m_policy;
    int m_attempt = 0;
    std::chrono::seconds m_left { 0 };
};

} // namespace gatehouse::ui
