// SPDX-License-Identifier: Apache-2.0
#include <ui/enroll/fittingstack.h>

#include <QVBoxLayout>

namespace gatehouse::ui {

FittingStack::FittingStack(QWidget* parent)
    : QWidget(parent)
{
    auto* pages = new QVBoxLayout(this);
    pages->setContentsMargins(0, 0, 0, 0);
}

void FittingStack::addWidget(QWidget* page)
{
    page->setVisible(m_current == nullptr);
    layout()->addWidget(page);
    if (m_current == nullptr)
        m_current = page;
}

void FittingStack::setCurrentWidget(QWidget* page)
{
    if (page == m_current)
        return;
    m_current->hide();
    m_current = page;
    m_current->show();
}

} // namespace gatehouse::ui
