// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/scm/types.h>

#include <QAbstractListModel>
#include <QHash>
#include <QStringList>

#include <memory>

namespace gatehouse::ui {

/// Sectigo's profiles to choose from. Qt::UserRole is the id.
class CertTypeModel final : public QAbstractListModel {
    Q_OBJECT

public:
    /// What is looked up with each letter that is typed. Never changed once made.
    struct Choices {
        QList<int> ids;
        QStringList texts; ///< as they are shown
        QHash<QString, int> idOfText;
    };
    /// For 100,000 it takes a blink too long for the event loop; pure, so that a thread can do it.
    static std::shared_ptr<const Choices> choicesOf(const QList<scm::CertificateType>& types);

    explicit CertTypeModel(QObject* parent);

    void setChoices(std::shared_ptr<const Choices> choices);
    /// The id that a text means; nullopt when it is none of these.
    std::optional<int> idOf(const QString& text) const;
    int rowOf(int id) const { return static_cast<int>(m_choices->ids.indexOf(id)); }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::shared_ptr<const Choices> m_choices;
};

} // namespace gatehouse::ui
