// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/error.h>
#include <ui/page.h>

namespace gatehouse::ui {

/// Files that reach the window: dropped anywhere on it, or chosen to be imported.
class FileIntake final : public QObject {
    Q_OBJECT

public:
    explicit FileIntake(QWidget* window);
    void chooseImport();

Q_SIGNALS:
    void taken(const gatehouse::ui::Destination& destination);
    void refused(const gatehouse::Error& reason);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* m_window;
};

} // namespace gatehouse::ui
