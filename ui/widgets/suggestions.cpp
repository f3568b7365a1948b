// SPDX-License-Identifier: Apache-2.0
#include <ui/widgets/suggestions.h>

#include <QComboBox>
#include <QCompleter>
#include <QListView>

namespace gatehouse::ui {

namespace {

QListView* makeList(const QString& name, const QString& about, QWidget* parent)
{
    auto* list = new QListView(parent);
    list->setObjectName(name);
    list->setAccessibleName(about);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list->setUniformItemSizes(true); // a hundred thousand rows are not measured one by one
    return list;
}

} // namespace

void suggestWhileTyping(QComboBox& box, const QString& name, const QString& about)
{
    box.setEditable(true);
    box.setInsertPolicy(QComboBox::NoInsert);
    box.setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box.setView(makeList(name, about, &box));
    QCompleter* completer = box.completer();
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setCompletionMode(QCompleter::PopupCompletion);
    completer->setPopup(makeList(name + QLatin1String("Suggestions"), about, nullptr));
}

} // namespace gatehouse::ui
