// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/async.h>

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace gatehouse::ui {

/// What leaves with a question to support, to read before it is saved: exactly the text that is
/// written.
class BundlePanel final : public QWidget {
    Q_OBJECT

public:
    explicit BundlePanel(workspace::Workspace& workspace, QWidget* parent = nullptr);

    void make(const QString& connectorId);
    void cancel();

Q_SIGNALS:
    void saveWanted(const QString& text);
    void closed();

private:
    void setRunning(bool isRunning);

    workspace::Workspace& m_workspace;
    Operation m_making;
    QLabel* m_note;
    QProgressBar* m_progress;
    QPlainTextEdit* m_text;
    QPushButton* m_save;
    QPushButton* m_copy;
    QPushButton* m_close;
};

} // namespace gatehouse::ui
