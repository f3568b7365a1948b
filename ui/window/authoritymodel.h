// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/theme.h>

#include <QAbstractListModel>
#include <QUuid>

namespace gatehouse::ui {

/// The certificate authorities of the home folder, each with how its last check went.
class AuthorityModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole,
        StateRole, ///< how it is, in words
        ToneRole, ///< the Tone of that, as int
        SandboxRole ///< whether it is the built-in sandbox
    };

    explicit AuthorityModel(workspace::Workspace& workspace, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    /// Reads the connectors anew. Files that cannot be read are in `failures`.
    void reload();
    const QList<Error>& failures() const { return m_failures; }
    void setChecking(const QUuid& uuid); ///< the one that is being checked; null: none
    bool isEmpty() const { return m_connectors.isEmpty(); }
    int rowOf(const QString& id) const; ///< -1: not there
    QString idAt(int row) const; ///< empty: not there
    QString nameOf(const QString& id) const; ///< a sandbox's says so; empty: not there
    bool isSandbox(const QString& id) const;
    QUuid uuidOf(const QString& id) const;
    QString idOf(const QUuid& uuid) const; ///< empty: not there

private:
    struct Standing {
        Tone tone = Tone::Neutral;
        QString text;
    };
    Standing standing(const settings::ConnectorSettings& settings) const;
    void stateChanged(const QUuid& uuid);

    workspace::Workspace& m_workspace;
    QList<settings::ConnectorSettings> m_connectors;
    QList<Error> m_failures;
    QUuid m_checking;
};

} // namespace gatehouse::ui
