// SPDX-License-Identifier: Apache-2.0
#include <ui/enroll/fields.h>
#include <ui/theme.h>

#include <QCoreApplication>
#include <QLabel>
#include <QVBoxLayout>

namespace gatehouse::ui {

QLabel* addLabel(QVBoxLayout* layout, const QString& text, QWidget* field, bool mandatory)
{
    const QString shown = mandatory
        ? QCoreApplication::translate("gatehouse::ui::Fields", "%1 (required)").arg(text)
        : text;
    auto* label = new QLabel(shown, layout->parentWidget());
    label->setBuddy(field);
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(QString(shown).remove(u'&'));
    layout->addWidget(label);
    return label;
}

QLabel* addHeading(QVBoxLayout* layout, const QString& text)
{
    auto* label = new QLabel(text, layout->parentWidget());
    styleHeading(label, 2);
    layout->addSpacing(wideGap);
    layout->addWidget(label);
    return label;
}

} // namespace gatehouse::ui
