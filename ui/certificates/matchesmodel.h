// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/lookup/lookup.h>
#include <ui/format.h>
#include <ui/models/tablemodel.h>

namespace gatehouse::ui {

/// What a lookup found: certificates, and orders of ours that wait.
class MatchesModel final : public TableModel {
    Q_OBJECT

public:
    enum Columns {
        NameColumn,
        StatusColumn,
        SerialColumn,
        ExpiresColumn,
        DaysLeftColumn,
        IssuerColumn,
        ProfileColumn,
        OrderColumn,
        ColumnCount
    };

    MatchesModel(std::shared_ptr<Clock> clock, QObject* parent);

    void setAnswer(const std::optional<lookup::LookupAnswer>& answer);
    /// The certificate of a record; null for an order that waits.
    /// What was looked up, as it was understood.
    const QString& askedFor() const { return m_answer.understoodAs.text; }
    const lookup::Match* matchAt(int record) const;
    /// Our order of a record, if it is one of ours.
    std::optional<orders::Order> order(int record) const;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    int recordCount() const override { return static_cast<int>(m_rows.size()); }
    QString key(int record) const override { return m_rows.at(record).key; }

protected:
    QVariant cell(int record, int column, int role) const override;
    QString searchText(int record) const override;
    bool isLess(int column, int left, int right) const override;

private:
    /// A record as it is shown.
    struct Row {
        QString key;
        QString name;
        Phrase status;
        pki::SerialNumber serial;
        QDateTime expires;
        Phrase validity;
        QString issuer;
        QString profile;
        QString order;
    };
    Row rowOf(const lookup::Match& match) const;
    static Row rowOf(const orders::Order& order);
    static QString text(const Row& row, int column);

    std::shared_ptr<Clock> m_clock;
    lookup::LookupAnswer m_answer;
    QList<Row> m_rows; ///< matches, then pending orders
};

} // namespace gatehouse::ui
