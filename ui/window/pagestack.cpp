// SPDX-License-Identifier: Apache-2.0
#include <ui/window/pagestack.h>

namespace gatehouse::ui {

PageStack::PageStack(PageFactory factory, QWidget* parent)
    : QStackedWidget(parent)
    , m_factory(std::move(factory))
{
    setObjectName(QStringLiteral("pageStack"));
}

Page* PageStack::show(PageId id)
{
    Page*& page = m_pages[id];
    if (page == nullptr) {
        page = m_factory(id, this);
        connect(page, &Page::wantsToGo, this, &PageStack::wantsToGo);
        addWidget(page);
        Q_EMIT made(page);
    }
    ++m_leaving;
    m_current = id;
    setCurrentWidget(page);
    return page;
}

void PageStack::showInstead(QWidget* widget)
{
    if (indexOf(widget) < 0)
        addWidget(widget);
    ++m_leaving;
    m_current.reset();
    setCurrentWidget(widget);
}

Page* PageStack::current() const
{
    return m_current ? m_pages.at(*m_current) : nullptr;
}

void PageStack::leave(std::function<void()> proceed)
{
    if (!m_current) {
        proceed();
        return;
    }
    const int request = ++m_leaving;
    current()->leave([this, request, go = std::move(proceed)] {
        if (request == m_leaving)
            go();
    });
}

} // namespace gatehouse::ui
