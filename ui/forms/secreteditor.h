// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secret.h>
#include <ui/forms/fieldeditor.h>

class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace gatehouse::ui {

/// A password that is kept, typed anew, or given up. It never shows one that is kept, and its
/// value() is always empty: what is typed leaves through `typed` alone.
class SecretEditor final : public FieldEditor {
    Q_OBJECT

public:
    explicit SecretEditor(QWidget* parent);

    /// Starts over: one is kept or none is, and nothing is typed.
    void setStored(bool isStored);
    bool isStored() const { return m_isStored; }
    /// The connection goes elsewhere now: a kept one has to be entered again, or a person says that
    /// it goes along.
    void setEndangered(bool isEndangered);
    bool needsDecision() const;

    bool isKept() const; ///< the stored one stays
    bool isRemoved() const; ///< the stored one goes when this is saved
    Secret typed() const; ///< empty: nothing is typed
    bool isTyped() const;
    bool isGiven() const { return isKept() || isTyped(); }

    QString value() const override { return {}; }
    void setValue(const QString& value) override; ///< as if it was typed
    QWidget* target() const override;
    void setLabel(const QString& label) override;

Q_SIGNALS:
    void keptAlong(); ///< a person said that the endangered one goes along

private:
    enum class State { Kept, Typing, Removed };
    void enter(State state);
    void keep();
    void arrange();

    bool m_isStored = false;
    bool m_isEndangered = false;
    State m_state = State::Typing;
    QLabel* m_status;
    QLineEdit* m_line;
    QToolButton* m_show;
    QPushButton* m_change;
    QPushButton* m_remove;
    QPushButton* m_keep;
};

} // namespace gatehouse::ui
