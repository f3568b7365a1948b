// SPDX-License-Identifier: Apache-2.0
#include <ui/profiles/orderedchoice.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QSignalBlocker>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int shownRows = 5;

QToolButton* arrow(const QString& name, Qt::ArrowType type, const QString& text, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setObjectName(name);
    button->setArrowType(type);
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace

OrderedChoice::OrderedChoice(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_list(new QListWidget(this))
    , m_up(arrow(name + QLatin1String("Up"), Qt::UpArrow, tr("Move up (Alt+Up)"), this))
    , m_down(arrow(name + QLatin1String("Down"), Qt::DownArrow, tr("Move down (Alt+Down)"), this))
{
    setObjectName(name);
    m_list->setObjectName(name + QLatin1String("List"));
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setDefaultDropAction(Qt::MoveAction);
    m_list->setSpacing(1);
    m_list->setFixedHeight(shownRows * (fontMetrics().height() + gap));
    m_list->installEventFilter(this);
    setFocusProxy(m_list);
    auto* buttons = new QVBoxLayout;
    buttons->addWidget(m_up);
    buttons->addWidget(m_down);
    buttons->addStretch(1);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);
    connect(m_up, &QToolButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { move(1); });
    connect(m_list, &QListWidget::currentRowChanged, this, &OrderedChoice::updateButtons);
    connect(m_list, &QListWidget::itemChanged, this, &OrderedChoice::settle);
    // The rows of a drop are not all in place yet when the model says that they moved.
    connect(m_list->model(), &QAbstractItemModel::rowsMoved, this,
        [this] { QTimer::singleShot(0, this, &OrderedChoice::settle); });
    updateButtons();
}

void OrderedChoice::setItems(const QStringList& chosen, const QStringList& others)
{
    const QSignalBlocker quiet(m_list);
    const QListWidgetItem* current = m_list->currentItem();
    const QString currentText = current == nullptr ? QString() : current->text();
    m_list->clear();
    for (const QString& text : chosen + others) {
        auto* item = new QListWidgetItem(text, m_list);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable
            | Qt::ItemIsDragEnabled);
        item->setCheckState(chosen.contains(text) ? Qt::Checked : Qt::Unchecked);
        if (text == currentText)
            m_list->setCurrentItem(item);
    }
    updateButtons();
}

QStringList OrderedChoice::chosen() const
{
    return items(Qt::Checked);
}

QStringList OrderedChoice::others() const
{
    return items(Qt::Unchecked);
}

void OrderedChoice::setArrange(std::function<QStringList(const QStringList&)> arrange)
{
    m_arrange = std::move(arrange);
}

QStringList OrderedChoice::items(Qt::CheckState state) const
{
    QStringList texts;
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->checkState() == state)
            texts.append(m_list->item(row)->text());
    }
    return texts;
}

bool OrderedChoice::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::AltModifier
            && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
            move(key->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void OrderedChoice::move(int by)
{
    const int row = m_list->currentRow();
    const int target = row + by;
    if (row < 0 || target < 0 || target >= m_list->count())
        return;
    {
        const QSignalBlocker quiet(m_list);
        QListWidgetItem* item = m_list->takeItem(row);
        m_list->insertItem(target, item);
        m_list->setCurrentRow(target);
    }
    settle();
}

void OrderedChoice::settle()
{
    if (m_isSettling)
        return;
    m_isSettling = true;
    const QStringList wanted = m_arrange ? m_arrange(chosen()) : chosen();
    setItems(wanted, others());
    m_isSettling = false;
    Q_EMIT changed();
}

void OrderedChoice::updateButtons()
{
    const int row = m_list->currentRow();
    const QString nothing = tr("Choose an entry of the list first.");
    setAvailable(m_up,
        row < 0        ? nothing
            : row == 0 ? tr("This entry is the first already.")
                       : QString(),
        tr("Move up (Alt+Up)"));
    setAvailable(m_down,
        row < 0                          ? nothing
            : row == m_list->count() - 1 ? tr("This entry is the last already.")
                                         : QString(),
        tr("Move down (Alt+Down)"));
}

} // namespace gatehouse::ui
