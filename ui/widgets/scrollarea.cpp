// SPDX-License-Identifier: Apache-2.0
#include <ui/widgets/scrollarea.h>

#include <QScrollArea>

namespace gatehouse::ui {

QScrollArea* scrollAround(
    QWidget* content, const QString& objectName, const QString& about, QWidget* parent)
{
    auto* area = new QScrollArea(parent);
    area->setObjectName(objectName);
    area->setAccessibleName(about);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setWidget(content);
    return area;
}

} // namespace gatehouse::ui
