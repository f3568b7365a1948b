// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/activity/activitymodel.h>
#include <ui/async.h>
#include <ui/page.h>

#include <QSet>

class QButtonGroup;
class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace gatehouse::ui {

class ActivityDetails;
class BundlePanel;
class MessageBar;
class TableView;
class UiState;

/// Every order and every connection check, live; exported as CSV, and what support needs.
class ActivityPage final : public Page {
    Q_OBJECT

public:
    ActivityPage(workspace::Workspace& workspace, UiState& state, QWidget* parent = nullptr);
    ~ActivityPage() override;

    void showConnector(const QString& id) override;
    void refresh() override;
    void focusFilter() override;
    void cancel() override;

private:
    QLayout* makeHeader();
    QLayout* makeFilters();
    QWidget* makeList();
    void load();
    void followConnectors();
    void showContents(ActivityContents& contents, bool isAll);
    void readLater(const orders::OrderId& id);
    void readNext();
    void restrictToConnector();
    void updateTexts();
    void showEverything();
    QStringList filtersOn() const;
    void exportCsv();
    void writeLines(const QString& path);
    void showBundle();
    void saveBundle(const QString& text);

    workspace::Workspace& m_workspace;
    UiState& m_state;
    QString m_connector;
    Operation m_loading;
    Operation m_exporting;
    bool m_hasLoaded = false;
    QSet<QUuid> m_sandboxes; ///< connectors that are some, as of the last load
    QSet<orders::OrderId> m_changed; ///< to be read anew
    bool m_isReading = false;
    ActivityModel* m_model;
    MessageBar* m_message;
    QStackedWidget* m_stack;
    QLineEdit* m_filter = nullptr;
    QButtonGroup* m_show = nullptr;
    QCheckBox* m_onlyShown = nullptr;
    QLabel* m_count = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_bundleButton = nullptr;
    TableView* m_table = nullptr;
    ActivityDetails* m_details = nullptr;
    BundlePanel* m_bundle = nullptr;
};

} // namespace gatehouse::ui
