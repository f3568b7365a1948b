// SPDX-License-Identifier: Apache-2.0
#include <ui/async.h>
#include <ui/profiles/certtypemodel.h>
#include <ui/profiles/profilefields.h>

namespace gatehouse::ui {

std::shared_ptr<const CertTypeModel::Choices> CertTypeModel::choicesOf(
    const QList<scm::CertificateType>& types)
{
    auto choices = std::make_shared<Choices>();
    choices->ids.reserve(types.size());
    choices->texts.reserve(types.size());
    choices->idOfText.reserve(types.size());
    for (const scm::CertificateType& type : types) {
        const QString text = certTypeText(type);
        choices->ids.append(type.id);
        choices->texts.append(text);
        choices->idOfText.insert(text, type.id);
    }
    return choices;
}

CertTypeModel::CertTypeModel(QObject* parent)
    : QAbstractListModel(parent)
    , m_choices(std::make_shared<Choices>())
{
}

void CertTypeModel::setChoices(std::shared_ptr<const Choices> choices)
{
    beginResetModel();
    letGo(std::exchange(m_choices, std::move(choices)));
    endResetModel();
}

std::optional<int> CertTypeModel::idOf(const QString& text) const
{
    const auto found = m_choices->idOfText.constFind(text);
    return found == m_choices->idOfText.constEnd() ? std::nullopt : std::optional(*found);
}

int CertTypeModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_choices->ids.size());
}

QVariant CertTypeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return m_choices->texts.at(index.row());
    case Qt::UserRole:
        return m_choices->ids.at(index.row());
    default:
        return {};
    }
}

} // namespace gatehouse::ui
