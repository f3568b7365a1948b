// SPDX-License-Identifier: Apache-2.0
#include <ui/uistate.h>
#include <ui/widgets/savedialog.h>

#include <QCoreApplication>
#include <QFileDialog>

namespace gatehouse::ui {

void askWhereToSave(QWidget* parent, UiState& state, const SaveQuestion& question,
    const std::function<void(const QString&)>& write)
{
    const QString folderKey = QStringLiteral("folders/export");
    auto* dialog = new QFileDialog(parent, question.title);
    dialog->setObjectName(QStringLiteral("saveDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QFileInfo(question.name).suffix());
    if (!question.filters.isEmpty()) {
        const QString all =
            QCoreApplication::translate("gatehouse::ui::SaveDialog", "All files (*)");
        dialog->setNameFilters(question.filters + QStringList { all });
    }
    dialog->setDirectory(state.value(folderKey, QDir::homePath()).toString());
    dialog->selectFile(question.name);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent,
        [&state, folderKey, write](const QString& path) {
            state.setValue(folderKey, QFileInfo(path).absolutePath());
            write(path);
        });
    dialog->open();
}

} // namespace gatehouse::ui
