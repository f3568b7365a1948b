// SPDX-License-Identifier: Apache-2.0
#include <ui/widgets/textlabel.h>

#include <QLabel>

namespace gatehouse::ui {

void makeSelectable(QLabel* label, TextStop stop)
{
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    // The flags alone let only a click give it the focus.
    label->setFocusPolicy(stop == TextStop::Tab ? Qt::StrongFocus : Qt::ClickFocus);
}

QLabel* textLabel(const QString& name, QWidget* parent, TextStop stop)
{
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    makeSelectable(label, stop);
    return label;
}

} // namespace gatehouse::ui
