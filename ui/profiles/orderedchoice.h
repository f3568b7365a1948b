// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include <functional>

class QListWidget;
class QToolButton;

namespace gatehouse::ui {

/// A list of things to choose from whose order matters: ticked or not, moved by drag, by buttons or
/// with Alt and the arrow keys.
class OrderedChoice final : public QWidget {
    Q_OBJECT

public:
    explicit OrderedChoice(const QString& name, QWidget* parent = nullptr);

    /// All that can be chosen; the chosen ones come first, in their order.
    void setItems(const QStringList& chosen, const QStringList& others);
    QStringList chosen() const; ///< in order
    QStringList others() const;
    /// Brings the chosen ones into an order that is possible, after each change.
    void setArrange(std::function<QStringList(const QStringList&)> arrange);
    QListWidget* list() const { return m_list; }

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void move(int by);
    void settle();
    void updateButtons();
    QStringList items(Qt::CheckState state) const;

    std::function<QStringList(const QStringList&)> m_arrange;
    QListWidget* m_list;
    QToolButton* m_up;
    QToolButton* m_down;
    bool m_isSettling = false;
};

} // namespace gatehouse::ui
