// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/lookup/lookup.h>
#include <core/workspace/delivery.h>
#include <ui/widgets/detailsgrid.h>

#include <QScrollArea>
#include <QSet>

class QAction;
class QLabel;
class QPushButton;
class QToolButton;

namespace gatehouse::ui {

class CertificateView;
class InlineNote;

/// Everything about one result of a lookup: the certificate, Sectigo's record, our order, the same
/// lookup as a command; and what can be done with it.
class MatchDetails final : public QScrollArea {
    Q_OBJECT

public:
    /// Read-only offers nothing that changes anything.
    MatchDetails(std::shared_ptr<Clock> clock, bool isReadOnly, QWidget* parent = nullptr);

    /// Our orders at these are marked.
    void setSandboxes(const QSet<QUuid>& connectors) { m_sandboxes = connectors; }
    /// `askedFor` is what was looked up: a certificate may only cover it.
    void showMatch(const QString& connectorId, const lookup::Match& match, const QString& askedFor);
    /// An order of ours that is not issued yet.
    void showPending(const QString& connectorId, const orders::Order& order);
    void clear();
    QList<pki::Certificate> chain() const;
    /// What can be done with the result, for a context menu; as the buttons say.
    const QList<QAction*>& resultActions() const { return m_actions; }

Q_SIGNALS:
    void exportWanted(workspace::CertificateFormat format);
    void pkcs12Wanted();
    void orderWanted(const gatehouse::orders::OrderId& order);

private:
    struct Section {
        QLabel* heading = nullptr;
        DetailsGrid* grid = nullptr;
    };
    QWidget* makeActions();
    void makeExportMenu();
    Section addSection(const QString& name, const QString& title);
    void showOrderCommands(
        const QString& connectorId, const lookup::Term& term, const orders::Order& order);
    void showCommands(const QString& commandLine, const QString& restLabel, const QString& rest);
    void updateActions(const std::optional<orders::Order>& order, bool isIssued);
    void updateCommands();
    QList<DetailsGrid::Row> rowsOf(const orders::Order& order) const;

    QSet<QUuid> m_sandboxes;
    bool m_isReadOnly;
    QPushButton* m_export = nullptr;
    QList<QAction*> m_formats;
    QAction* m_pkcs12 = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_command = nullptr;
    QPushButton* m_order = nullptr;
    QList<QAction*> m_actions;
    InlineNote* m_covers;
    QLabel* m_missing;
    CertificateView* m_view;
    Section m_record;
    Section m_ours;
    Section m_commands;
    orders::OrderId m_orderId;
};

} // namespace gatehouse::ui
