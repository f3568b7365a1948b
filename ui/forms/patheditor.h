// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/forms/fieldeditor.h>

class QLineEdit;
class QMimeData;
class QPushButton;

namespace gatehouse::ui {

/// The path of a file: typed, chosen in a dialog, or dropped.
class PathEditor final : public FieldEditor {
    Q_OBJECT

public:
    explicit PathEditor(QWidget* parent);

    QString value() const override;
    void setValue(const QString& value) override;
    void reset(const QString& value) override;
    QWidget* target() const override;
    void setLabel(const QString& label) override;
    /// The folder in which the dialog begins while no file is named.
    void setFolder(const QString& folder) { m_folder = folder; }

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void browse();

    QLineEdit* m_line;
    QPushButton* m_browse;
    QString m_folder;
};

/// The one local file that is dragged; empty when it is something else.
QString draggedFile(const QMimeData* data);

} // namespace gatehouse::ui
