// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/trustaddition.h>
#include <ui/async.h>
#include <ui/page.h>

class QLabel;
class QPushButton;

namespace gatehouse::ui {

class CheckLadder;
class MessageBar;
class TrustOfferView;
class UiState;

/// "Check connection" of one certificate authority: its last check, a new one, what to do about a
/// TLS connection that somebody else signs.
class CheckPage final : public Page {
    Q_OBJECT

public:
    CheckPage(workspace::Workspace& workspace, UiState& state, QWidget* parent = nullptr);

    void showConnector(const QString& id) override;
    void refresh() override; ///< checks now
    void cancel() override; ///< stops the check

Q_SIGNALS:
    void checking(const QUuid& connector); ///< null: none any more

private:
    void layOut();
    void check();
    void finish(const std::stop_token& token, const connector::CheckReport& report);
    void remember(const connector::CheckReport& report);
    void showLast();
    void showResult(const workspace::CheckRecord& last);
    void showRunning(bool running);
    void copy();
    void trust();
    void undoTrust(const settings::ConnectorSettings& before);

    /// The last report of a connector, with what the history does not keep: chain and details.
    struct Seen {
        QDateTime time; ///< of its record in the history
        connector::CheckReport report;
    };

    workspace::Workspace& m_workspace;
    settings::ConnectorSettings m_settings;
    Operation m_operation;
    QHash<QUuid, Seen> m_seen;
    MessageBar* m_message;
    QLabel* m_last;
    QPushButton* m_check;
    QPushButton* m_stop;
    QPushButton* m_copy;
    TrustOfferView* m_trust;
    CheckLadder* m_ladder;
};

} // namespace gatehouse::ui
