// SPDX-License-Identifier: Apache-2.0
#include <ui/profiles/orderedchoice.h>
#include <ui/profiles/ownlist.h>
#include <ui/theme.h>

#include <QCheckBox>
#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

OwnList::OwnList(
    const QString& name, const QString& question, const QString& accessibleName, QWidget* parent)
    : QWidget(parent)
    , m_own(new QCheckBox(question, this))
    , m_box(new QWidget(this))
    , m_boxLayout(new QVBoxLayout(m_box))
    , m_choice(new OrderedChoice(name, m_box))
    , m_rule(new QLabel(this))
{
    m_own->setObjectName(name + QLatin1String("Own"));
    m_choice->list()->setAccessibleName(accessibleName);
    m_rule->setObjectName(name + QLatin1String("Rule"));
    m_rule->setWordWrap(true);
    m_rule->setTextFormat(Qt::PlainText);
    styleSecondary(m_rule);
    m_boxLayout->setContentsMargins(0, 0, 0, 0);
    m_boxLayout->setSpacing(smallGap);
    m_boxLayout->addWidget(m_choice);
    m_box->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap);
    layout->addWidget(m_own);
    layout->addWidget(m_box);
    layout->addWidget(m_rule);
    connect(m_own, &QCheckBox::toggled, m_box, &QWidget::setVisible);
    connect(m_own, &QCheckBox::toggled, this, &OwnList::changed);
    connect(m_choice, &OrderedChoice::changed, this, &OwnList::changed);
}

bool OwnList::isOwn() const
{
    return m_own->isChecked();
}

void OwnList::setOwn(bool isOwn)
{
    m_own->setChecked(isOwn);
}

void OwnList::setRule(const QString& text)
{
    m_rule->setText(text);
}

void OwnList::addBelow(QWidget* widget)
{
    m_boxLayout->addWidget(widget);
}

} // namespace gatehouse::ui
