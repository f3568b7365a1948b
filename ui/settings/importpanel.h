// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>

#include <QWidget>

class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace gatehouse::ui {

class MessageBar;

/// What an import would change, connector by connector, before anything is; which of them to take
/// is a person's choice. Shows that a file brought passwords, never which.
class ImportPanel final : public QWidget {
    Q_OBJECT

public:
    ImportPanel(workspace::Workspace& workspace, QWidget* parent);

    /// Reads the files and shows what they would change. A file that cannot be read is told, and
    /// nothing of it is shown.
    void open(const QStringList& files);

Q_SIGNALS:
    /// The imported connectors' ids; none when it was cancelled.
    void finished(const QStringList& ids);

private:
    void build();
    QTreeWidgetItem* addReview(const workspace::ImportReview& review);
    void run();
    void cancel();
    void importNext();
    void failed(const Error& error);
    void update();
    int chosenCount() const;

    workspace::Workspace& m_workspace;
    QList<workspace::ImportReview> m_reviews;
    QList<workspace::ImportReview> m_queue; ///< chosen and not imported yet
    QStringList m_imported;
    bool m_isRunning = false;
    QLabel* m_title;
    MessageBar* m_message;
    QTreeWidget* m_tree;
    QPushButton* m_import;
    QPushButton* m_cancel;
};

} // namespace gatehouse::ui
