// SPDX-License-Identifier: Apache-2.0
#include <ui/forms/choiceeditor.h>
#include <ui/forms/fieldeditor.h>
#include <ui/forms/lineeditor.h>
#include <ui/forms/patheditor.h>
#include <ui/forms/secreteditor.h>
#include <ui/forms/switcheditor.h>

#include <QApplication>
#include <QFocusEvent>
#include <QTimer>

namespace gatehouse::ui {

bool FieldEditor::hasFocusInside() const
{
    const QWidget* focused = QApplication::focusWidget();
    return focused != nullptr && (focused == this || isAncestorOf(focused));
}

void FieldEditor::watch(QWidget* widget)
{
    widget->installEventFilter(this);
}

bool FieldEditor::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut) {
        const Qt::FocusReason reason = static_cast<QFocusEvent*>(event)->reason();
        // A context menu, or another window from which something is copied: the field is not left.
        const bool stays = reason == Qt::PopupFocusReason || reason == Qt::ActiveWindowFocusReason;
        if (!stays) {
            // Where the focus went is known only after this event.
            QTimer::singleShot(0, this, [this] {
                if (!hasFocusInside())
                    Q_EMIT left();
            });
        }
    }
    return QWidget::eventFilter(watched, event);
}

FieldEditor* makeEditor(const settings::SettingDefinition& definition, QWidget* parent)
{
    using settings::ValueKind;
    switch (definition.kind) {
    case ValueKind::Secret:
        return new SecretEditor(parent);
    case ValueKind::Path:
        return new PathEditor(parent);
    case ValueKind::StoreType:
        return new ChoiceEditor(storeTypeChoices(definition), parent);
    case ValueKind::YesNo:
        return new SwitchEditor(definition, parent);
    case ValueKind::Text:
    case ValueKind::PositiveInteger:
    case ValueKind::HttpsUrl:
    case ValueKind::Seconds:
    case ValueKind::Attempts:
    case ValueKind::Host:
    case ValueKind::Port:
        break;
    }
    return new LineEditor(definition, parent);
}

} // namespace gatehouse::ui
