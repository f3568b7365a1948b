// SPDX-License-Identifier: Apache-2.0
#include <ui/forms/lineeditor.h>
#include <ui/forms/patheditor.h>
#include <ui/theme.h>

#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>

namespace gatehouse::ui {

PathEditor::PathEditor(QWidget* parent)
    : FieldEditor(parent)
    , m_line(new QLineEdit(this))
    , m_browse(new QPushButton(icon(QStringLiteral("folder")), tr("Browse…"), this))
{
    m_line->setObjectName(QStringLiteral("path"));
    m_line->setAcceptDrops(false); // or a dropped file would be inserted as the text of an URL
    m_line->setPlaceholderText(tr("Choose a file, or drop one here"));
    m_browse->setObjectName(QStringLiteral("browse"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(m_line, 1);
    layout->addWidget(m_browse);
    setAcceptDrops(true);
    watch(m_line);
    watch(m_browse);
    connect(m_line, &QLineEdit::textChanged, this, &PathEditor::edited);
    connect(m_browse, &QPushButton::clicked, this, &PathEditor::browse);
}

QString PathEditor::value() const
{
    return m_line->text();
}

void PathEditor::setValue(const QString& value)
{
    replaceText(m_line, value);
}

void PathEditor::reset(const QString& value)
{
    m_line->setText(value);
    m_line->setCursorPosition(0);
}

QWidget* PathEditor::target() const
{
    return m_line;
}

void PathEditor::setLabel(const QString& label)
{
    m_browse->setAccessibleName(tr("Browse for %1", "a file").arg(QString(label).remove(u'&')));
}

void PathEditor::dragEnterEvent(QDragEnterEvent* event)
{
    if (!draggedFile(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void PathEditor::dropEvent(QDropEvent* event)
{
    const QString file = draggedFile(event->mimeData());
    if (file.isEmpty())
        return;
    event->acceptProposedAction();
    setValue(QDir::toNativeSeparators(file));
    Q_EMIT left();
}

void PathEditor::browse()
{
    const QString current = m_line->text().isEmpty() ? m_folder : m_line->text();
    const QString file = QFileDialog::getOpenFileName(this, m_browse->accessibleName(), current);
    if (file.isEmpty())
        return;
    setValue(QDir::toNativeSeparators(file));
    Q_EMIT left();
}

QString draggedFile(const QMimeData* data)
{
    const QList<QUrl> urls = data->urls();
    return urls.size() == 1 && urls.first().isLocalFile() ? urls.first().toLocalFile() : QString();
}

} // namespace gatehouse::ui
