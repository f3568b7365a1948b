// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/async.h>
#include <ui/page.h>

#include <functional>

class QLabel;
class QPushButton;
class QScrollArea;
class QStackedLayout;

namespace gatehouse::ui {

class Chip;
class ConnectorForm;
class EmptyState;
class ExportPanel;
class ImportPanel;
class MessageBar;
class TryPanel;
class UiState;
class WorkNote;

/// The settings of one connector as a form, with Save and Revert; also of one that is not saved
/// yet.
class SettingsPage final : public Page {
    Q_OBJECT

public:
    SettingsPage(workspace::Workspace& workspace, UiState& state, QWidget* parent = nullptr);

    void showConnector(const QString& id) override;
    void goTo(const Destination& destination) override;
    void leave(std::function<void()> proceed) override;
    bool hasUnsavedChanges() const override;
    void refresh() override;
    void cancel() override;

    /// Shows an empty form; what is saved from it is a new connector.
    void newConnector();

private:
    void build();
    QWidget* buildHeader();
    QWidget* buildBody();
    void connectAll();
    void load();
    void fill(const settings::ConnectorSettings& settings, const Result<QStringList>& stored);
    void filled();
    void save(const std::function<void()>& then);
    void saved(const settings::ConnectorSettings& settings, const std::function<void()>& then);
    void refused(const Error& error, const std::function<void()>& again);
    void revert();
    void checkConnection();
    void takeTrustStore(const settings::ConnectorSettings& settings);
    void chooseImport();
    void showImport(const QStringList& files);
    void imported(const QStringList& ids);
    void showExport();
    void askToRemove();
    void remove(const QString& id, workspace::StuckSecrets stuck);
    void offerToLeaveSecrets(const QString& id, const Error& error);
    void connectorChanged(const QString& id);
    void update();

    workspace::Workspace& m_workspace;
    UiState& m_state;
    QString m_id; ///< of the connector that is shown
    bool m_isDraft = false; ///< a connector that is not saved yet
    bool m_isSaving = false;
    std::function<void()> m_afterSave; ///< what was to be done once it is saved
    Operation m_loading;
    QString m_wanted; ///< the setting to focus when the form is filled

    QStackedLayout* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    QLabel* m_title = nullptr;
    Chip* m_sandbox = nullptr;
    QLabel* m_dirty = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_revert = nullptr;
    QPushButton* m_check = nullptr;
    QAction* m_import = nullptr;
    QAction* m_export = nullptr;
    QAction* m_remove = nullptr;
    MessageBar* m_message = nullptr;
    WorkNote* m_work = nullptr;
    QScrollArea* m_area = nullptr;
    ConnectorForm* m_form = nullptr;
    QWidget* m_editor = nullptr;
    ImportPanel* m_importPanel = nullptr;
    ExportPanel* m_exportPanel = nullptr;
    TryPanel* m_tryPanel = nullptr;
    QWidget* m_overlay =
        nullptr; ///< the import, export or check that covers the form; null for none
};

} // namespace gatehouse::ui
