// SPDX-License-Identifier: Apache-2.0
#include <ui/window/filedestination.h>
#include <ui/window/fileintake.h>

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QMimeData>

namespace gatehouse::ui {

namespace {

QStringList localFiles(const QMimeData* data)
{
    QStringList files;
    const auto urls = data->urls();
    for (const QUrl& url : urls) {
        if (url.isLocalFile())
            files.append(url.toLocalFile());
    }
    return files;
}

} // namespace

FileIntake::FileIntake(QWidget* window)
    : QObject(window)
    , m_window(window)
{
    window->setAcceptDrops(true);
    window->installEventFilter(this);
}

void FileIntake::chooseImport()
{
    auto* dialog = new QFileDialog(m_window, tr("Import connectors"), QDir::homePath(),
        tr("Connectors (*.json *.yml *.yaml);;All files (*)"));
    dialog->setObjectName(QStringLiteral("importDialog"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        Destination to;
        to.page = PageId::Settings;
        to.files = { file };
        Q_EMIT taken(to);
    });
    dialog->open();
}

bool FileIntake::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::DragEnter) {
        auto* enter = static_cast<QDragEnterEvent*>(event);
        if (localFiles(enter->mimeData()).isEmpty())
            return false;
        enter->acceptProposedAction();
        return true;
    }
    if (event->type() == QEvent::Drop) {
        auto* drop = static_cast<QDropEvent*>(event);
        drop->acceptProposedAction();
        const auto destination = destinationOf(localFiles(drop->mimeData()));
        if (destination)
            Q_EMIT taken(*destination);
        else
            Q_EMIT refused(destination.error());
        return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace gatehouse::ui
