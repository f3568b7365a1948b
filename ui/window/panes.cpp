// SPDX-License-Identifier: Apache-2.0
#include <ui/window/panes.h>

#include <QApplication>
#include <QLabel>
#include <QWidget>

namespace gatehouse::ui {

namespace {

bool holds(const QWidget* pane, const QWidget* widget)
{
    return widget != nullptr && (pane == widget || pane->isAncestorOf(widget));
}

/// A text is a stop of the Tab key, but whoever arrives wants to do something.
bool takesFocus(const QWidget* widget)
{
    return (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->isEnabled() && widget->isVisible()
        && qobject_cast<const QLabel*>(widget) == nullptr;
}

} // namespace

bool focusInto(QWidget* pane)
{
    if (holds(pane, pane->focusWidget()) && takesFocus(pane->focusWidget())) {
        pane->focusWidget()->setFocus(Qt::TabFocusReason);
        return true;
    }
    QWidget* widget = pane;
    do {
        if (takesFocus(widget) && holds(pane, widget)) {
            widget->setFocus(Qt::TabFocusReason);
            return true;
        }
        widget = widget->nextInFocusChain();
    } while (widget != pane);
    return false;
}

bool keepFocusBeside(QWidget* widget)
{
    const auto canHaveFocus = [](const QWidget* at) { return at->isVisible() && at->isEnabled(); };
    if (widget == nullptr || widget->isWindow() || canHaveFocus(widget))
        return false;
    QWidget* beside = widget->parentWidget();
    while (!beside->isWindow() && !canHaveFocus(beside))
        beside = beside->parentWidget();
    beside->setFocus(Qt::OtherFocusReason);
    return true;
}

void focusNextPane(const QList<QWidget*>& panes, bool isForward)
{
    const auto count = static_cast<int>(panes.size());
    int current = isForward ? count - 1 : 0;
    for (int index = 0; index < count; ++index) {
        if (holds(panes.at(index), QApplication::focusWidget()))
            current = index;
    }
    for (int step = 1; step <= count; ++step) {
        const int index = (current + (isForward ? step : count - step)) % count;
        if (panes.at(index)->isVisible() && focusInto(panes.at(index)))
            return;
    }
}

} // namespace gatehouse::ui
