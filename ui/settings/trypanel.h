// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/async.h>

#include <QWidget>

class QPushButton;

namespace gatehouse::ui {

class CheckLadder;
class MessageBar;
class TrustOfferView;
class UiState;

/// The connection check on what is entered and not saved yet.
class TryPanel final : public QWidget {
    Q_OBJECT

public:
    TryPanel(workspace::Workspace& workspace, UiState& state, QWidget* parent);

    void run(const settings::ConnectorSettings& settings, const workspace::SecretChanges& unsaved);
    void stop() { m_operation.cancel(); }

Q_SIGNALS:
    void closed();
    /// The check says to look at this setting.
    void settingWanted(const QString& key);
    /// A person trusts who signs the connection: these settings name a new trust store.
    void trustStoreMade(const gatehouse::settings::ConnectorSettings& settings);

private:
    void build();
    void trust();

    workspace::Workspace& m_workspace;
    Operation m_operation;
    settings::ConnectorSettings m_settings;
    workspace::SecretChanges m_unsaved;
    MessageBar* m_message;
    CheckLadder* m_ladder;
    TrustOfferView* m_trust;
    QPushButton* m_stop;
    QPushButton* m_close;
};

} // namespace gatehouse::ui
