// SPDX-License-Identifier: Apache-2.0
#include <ui/certificates/matchesmodel.h>

namespace gatehouse::ui {

MatchesModel::MatchesModel(std::shared_ptr<Clock> clock, QObject* parent)
    : TableModel(parent)
    , m_clock(std::move(clock))
{
}

void MatchesModel::setAnswer(const std::optional<lookup::LookupAnswer>& answer)
{
    m_answer = answer.value_or(lookup::LookupAnswer());
    m_rows.clear();
    for (const lookup::Match& match : std::as_const(m_answer.matches))
        m_rows.append(rowOf(match));
    for (const orders::Order& order : std::as_const(m_answer.pending))
        m_rows.append(rowOf(order));
    recordsReset();
}

const lookup::Match* MatchesModel::matchAt(int record) const
{
    return record < 0 || record >= m_answer.matches.size() ? nullptr : &m_answer.matches.at(record);
}

std::optional<orders::Order> MatchesModel::order(int record) const
{
    if (const lookup::Match* found = matchAt(record))
        return found->order;
    const qsizetype place = record - m_answer.matches.size();
    if (record < 0 || place >= m_answer.pending.size())
        return std::nullopt;
    return m_answer.pending.at(place);
}

MatchesModel::Row MatchesModel::rowOf(const lookup::Match& match) const
{
    const scm::CertificateDetails& details = match.details;
    const bool isHere = !match.chain.isEmpty();
    Row row;
    row.key = QString::number(details.id);
    row.name = visibleText(details.commonName);
    row.status = statusPhrase(details.status, details.statusText);
    row.serial = isHere ? match.chain.first().serialNumber() : details.serialNumber;
    row.expires = isHere ? match.chain.first().notAfter() : details.expires;
    if (row.expires.isValid()) {
        row.validity = validityPhrase(
            isHere ? match.chain.first().notBefore() : details.issued, row.expires, m_clock->now());
    }
    if (scm::isFinalFailure(details.status))
        row.validity.tone = Tone::Neutral; // its days do not count any more
    if (isHere) {
        row.issuer = shortName(match.chain.first().issuer());
    } else if (!details.issuer.isEmpty()) {
        const auto issuer = pki::DistinguishedName::parse(details.issuer);
        row.issuer = issuer ? shortName(*issuer) : visibleText(details.issuer);
    }
    row.profile = visibleText(details.certType.name);
    if (match.order)
        row.order = match.order->id;
    return row;
}

MatchesModel::Row MatchesModel::rowOf(const orders::Order& order)
{
    const auto subject = pki::DistinguishedName::parse(order.subject);
    Row row;
    row.key = order.id;
    row.name = subject ? shortName(*subject) : visibleText(order.subject);
    row.status = orderStatePhrase(order.state);
    row.profile = visibleText(order.profileId);
    row.order = order.id;
    return row;
}

int MatchesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant MatchesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return TableModel::headerData(section, orientation, role);
    switch (section) {
    case NameColumn:
        return tr("Common name");
    case StatusColumn:
        return tr("Status");
    case SerialColumn:
        return tr("Serial number");
    case ExpiresColumn:
        return tr("Expires");
    case DaysLeftColumn:
        return tr("Days left");
    case IssuerColumn:
        return tr("Issuer");
    case ProfileColumn:
        return tr("Profile");
    case OrderColumn:
        return tr("Our order");
    default:
        return {};
    }
}

QVariant MatchesModel::cell(int record, int column, int role) const
{
    const Row& row = m_rows.at(record);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return text(row, column);
    case Qt::DecorationRole:
        if (column == StatusColumn)
            return toneIcon(row.status.tone);
        if (column == DaysLeftColumn && row.expires.isValid())
            return toneIcon(row.validity.tone);
        return {};
    case rawDataRole:
        if (column == ExpiresColumn || column == DaysLeftColumn)
            return row.expires;
        return text(row, column);
    default:
        return {};
    }
}

QString MatchesModel::text(const Row& row, int column)
{
    switch (column) {
    case NameColumn:
        return row.name;
    case StatusColumn:
        return row.status.text;
    case SerialColumn:
        return row.serial.toHex();
    case ExpiresColumn:
        return formatTime(row.expires);
    case DaysLeftColumn:
        return row.validity.text;
    case IssuerColumn:
        return row.issuer;
    case ProfileColumn:
        return row.profile;
    default:
        return row.order;
    }
}

QString MatchesModel::searchText(int record) const
{
    QStringList texts;
    for (int column = 0; column < ColumnCount; ++column)
        texts.append(text(m_rows.at(record), column));
    return texts.join(u' ');
}

bool MatchesModel::isLess(int column, int left, int right) const
{
    const Row& a = m_rows.at(left);
    const Row& b = m_rows.at(right);
    switch (column) {
    case SerialColumn:
        return a.serial < b.serial;
    case ExpiresColumn:
    case DaysLeftColumn:
        return a.expires < b.expires;
    default:
        return QString::compare(text(a, column), text(b, column), Qt::CaseInsensitive) < 0;
    }
}

} // namespace gatehouse::ui
