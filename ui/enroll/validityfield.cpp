// SPDX-License-Identifier: Apache-2.0
#include <ui/enroll/fields.h>
#include <ui/enroll/validityfield.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/inlinenote.h>

#include <QComboBox>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

ValidityField::ValidityField(QWidget* parent)
    : QWidget(parent)
    , m_combo(new QComboBox(this))
    , m_note(new InlineNote(QStringLiteral("validityNote"), m_combo, this))
{
    m_combo->setObjectName(QStringLiteral("validity"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap);
    addLabel(layout, tr("&Validity"), m_combo);
    layout->addWidget(m_combo);
    layout->addWidget(m_note);
    connect(m_combo, &QComboBox::activated, this, [this](int index) {
        m_days = m_combo->itemData(index).toInt();
        m_note->clear();
        Q_EMIT changed();
    });
    fill();
}

void ValidityField::setTerms(const QList<int>& terms)
{
    if (terms == m_terms)
        return;
    m_terms = terms;
    fill();
}

void ValidityField::setDays(std::optional<int> days)
{
    m_days = days;
    fill();
}

void ValidityField::fill()
{
    const QSignalBlocker quiet(m_combo);
    m_combo->clear();
    for (const int term : std::as_const(m_terms)) {
        m_combo->addItem(
            term == m_terms.first() ? tr("%1 days (default)").arg(term) : tr("%1 days").arg(term),
            term);
    }
    if (m_days && !m_terms.contains(*m_days))
        m_combo->addItem(tr("%1 days (not allowed by this profile)").arg(*m_days), *m_days);
    m_combo->setCurrentIndex(m_days ? m_combo->findData(*m_days) : 0);
    setAvailable(m_combo,
        m_combo->count() > 0 ? QString()
                             : tr("Choose a profile first: it says which terms there are."));
}

void ValidityField::showPolicyError(const QString& text)
{
    m_note->showError(text);
}

} // namespace gatehouse::ui
