// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/async.h>

#include <QWidget>

class QPushButton;

namespace gatehouse::ui {

class CheckLadder;

/// The connection check on what is entered and not saved yet.
class TryPanel final : public QWidget {
    Q_OBJECT

public:
    TryPanel(workspace::Workspace& workspace, QWidget* parent);

    void run(const settings::ConnectorSettings& settings, const workspace::SecretChanges& unsaved);
    void stop() { m_operation.cancel(); }

Q_SIGNALS:
    void closed();
    /// The check says to look at this setting.
    void settingWanted(const QString& key);

private:
    void build();

    workspace::Workspace& m_workspace;
    Operation m_operation;
    CheckLadder* m_ladder;
    QPushButton* m_stop;
    QPushButton* m_close;
};

} // namespace gatehouse::ui
