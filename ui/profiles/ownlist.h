// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QCheckBox;
class QLabel;
class QVBoxLayout;

namespace gatehouse::ui {

class OrderedChoice;

/// A list that a local profile may set itself or leave to Sectigo's: a tick, the list, and what
/// follows from both in words.
class OwnList final : public QWidget {
    Q_OBJECT

public:
    OwnList(const QString& name, const QString& question, const QString& accessibleName,
        QWidget* parent = nullptr);

    bool isOwn() const;
    void setOwn(bool isOwn);
    OrderedChoice* choice() const { return m_choice; }
    void setRule(const QString& text);
    /// Something below the list, shown with it.
    void addBelow(QWidget* widget);

Q_SIGNALS:
    void changed();

private:
    QCheckBox* m_own;
    QWidget* m_box;
    QVBoxLayout* m_boxLayout;
    OrderedChoice* m_choice;
    QLabel* m_rule;
};

} // namespace gatehouse::ui
