// SPDX-License-Identifier: Apache-2.0
#include <ui/uistate.h>
#include <ui/widgets/savedialog.h>

#include <QFileDialog>

namespace gatehouse::ui {

void askWhereToSave(QWidget* parent, UiState& state, const QString& title, const QString& name,
    const std::function<void(const QString&)>& write)
{
    const QString folderKey = QStringLiteral("folders/export");
    auto* dialog = new QFileDialog(parent, title);
    dialog->setObjectName(QStringLiteral("saveDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QFileInfo(name).suffix());
    dialog->setDirectory(state.value(folderKey, QDir::homePath()).toString());
    dialog->selectFile(name);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent,
        [&state, folderKey, write](const QString& path) {
            state.setValue(folderKey, QFileInfo(path).absolutePath());
            write(path);
        });
    dialog->open();
}

} // namespace gatehouse::ui
