// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/async.h>
#include <ui/page.h>

class QStackedWidget;

namespace gatehouse::ui {

class MessageBar;
class ProfileEditor;
class ProfilesBrowser;
class ProfilesHead;
class UiState;

/// "Profiles" of one certificate authority: local and synchronised ones, and the editing of the
/// local ones.
class ProfilesPage final : public Page {
    Q_OBJECT

public:
    ProfilesPage(workspace::Workspace& workspace, UiState& state, QWidget* parent = nullptr);

    void showConnector(const QString& id) override;
    void goTo(const Destination& destination) override;
    void leave(std::function<void()> proceed) override;
    bool hasUnsavedChanges() const override;
    void refresh() override; ///< synchronises
    void focusFilter() override;
    void cancel() override;

private:
    using Synced = std::optional<QList<scm::CertificateType>>;

    void layOut();
    void reload(const QString& id);
    bool isSyncOn() const;
    void synchronise(bool refresh);
    void finish(const std::stop_token& token, const Result<Synced>& synced);
    void showError(const Error& error);
    void showProfiles();
    void showSummary();
    void offerSync();

    void edit(int localIndex); ///< -1: a new one
    void closeEditor();
    void saveEdited();
    void askRemoval(int localIndex);
    void remove(const settings::LocalProfile& profile);
    void restore(int localIndex, const settings::LocalProfile& profile);
    /// Saves the list of local profiles, unless somebody else has changed it meanwhile.
    void save(const QList<settings::LocalProfile>& profiles, std::function<void()> done);

    workspace::Workspace& m_workspace;
    settings::ConnectorSettings m_settings;
    Synced m_synced;
    QDateTime m_syncedAt; ///< UTC; invalid while Sectigo's are not known
    bool m_syncFailed = false;
    QString m_wanted; ///< the profile to choose as soon as it is there
    std::optional<settings::LocalProfile> m_edited; ///< as it was; nullopt for a new one
    Operation m_sync;
    Operation m_save;
    ProfilesHead* m_head;
    MessageBar* m_message;
    QStackedWidget* m_stack;
    ProfilesBrowser* m_browser;
    ProfileEditor* m_editor;
};

} // namespace gatehouse::ui
