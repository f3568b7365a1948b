// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/builtinsandbox.h>
#include <core/workspace/files.h>
#include <ui/activity/activitydetails.h>
#include <ui/activity/activitypage.h>
#include <ui/activity/bundlepanel.h>
#include <ui/activity/csv.h>
#include <ui/uistate.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/savedialog.h>
#include <ui/widgets/tableview.h>
#include <ui/widgets/textlabel.h>
#include <ui/words.h>

#include <QButtonGroup>
#include <QCheckBox>
#include <QCoro/QCoroFuture>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QtConcurrent/QtConcurrentRun>

namespace gatehouse::ui {

namespace {

constexpr int mostOrders = 100'000;

const QString showKey = QStringLiteral("activity/show");
const QString onlyShownKey = QStringLiteral("activity/onlyShown");
const QString splitterKey = QStringLiteral("splitters/activity");

QString writingText(qsizetype count, const QString& path)
{
    return Words::tr(
        "%n line(s) are being written to %1. Esc stops it.", nullptr, static_cast<int>(count))
        .arg(path);
}

QString writtenText(qsizetype count, const QString& path)
{
    return Words::tr("%n line(s) were written to %1.", nullptr, static_cast<int>(count)).arg(path);
}

struct Loaded {
    std::shared_ptr<ActivityContents> contents;
    bool isAll = true; ///< false: there are older orders
};

Task<Result<Loaded>> loadEntries(std::shared_ptr<orders::OrderStore> store,
    Task<QList<workspace::CheckRecord>> reading, QSet<QUuid> sandboxes, TableSort sort)
{
    orders::OrderFilter filter;
    filter.limit = mostOrders;
    filter.onlySummaries = true;
    auto found = co_await store->list(filter);
    if (!found)
        co_return failure(found.error());
    const QList<workspace::CheckRecord> checks = co_await reading;
    Loaded loaded;
    loaded.isAll = found->size() < mostOrders;
    // The thread takes the orders down, too.
    QList<orders::Order> list = std::move(*found);
    const QFuture<std::shared_ptr<ActivityContents>> making =
        QtConcurrent::run(backgroundThreads(), [list = std::move(list), checks, sandboxes, sort] {
            return std::make_shared<ActivityContents>(
                activityContents(entriesOf(list, checks, sandboxes), sort));
        });
    loaded.contents = co_await making;
    co_return loaded;
}

/// Stopped, it leaves the file as it was: that is written in one go at the end.
Result<void> writeCsv(
    const QString& path, const QList<ActivityEntry>& entries, const std::stop_token& stop)
{
    QList<QStringList> rows { exportHeader() };
    rows.reserve(entries.size() + 1);
    for (const ActivityEntry& entry : entries) {
        if (stop.stop_requested())
            return failure(Error::cancelled());
        rows.append(exportRow(entry));
    }
    const QByteArray csv = toCsv(rows);
    if (stop.stop_requested())
        return failure(Error::cancelled());
    return workspace::writeFile(path, csv, workspace::FilePrivacy::Shared);
}

Task<Result<void>> writeRows(QString path, QList<ActivityEntry> entries, std::stop_token stop)
{
    const QFuture<Result<void>> writing = QtConcurrent::run(
        backgroundThreads(), [path, entries, stop] { return writeCsv(path, entries, stop); });
    const Result<void> written = co_await writing;
    co_return written;
}

} // namespace

ActivityPage::ActivityPage(workspace::Workspace& workspace, UiState& state, QWidget* parent)
    : Page(parent)
    , m_workspace(workspace)
    , m_state(state)
    , m_model(new ActivityModel(this))
    , m_message(new MessageBar(this))
    , m_stack(new QStackedWidget(this))
    , m_bundle(new BundlePanel(workspace, this))
{
    setObjectName(QStringLiteral("activityPage"));
    m_stack->addWidget(makeList());
    m_stack->addWidget(m_bundle);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(pageMargin, pageMargin, pageMargin, pageMargin);
    layout->setSpacing(gap);
    layout->addLayout(makeHeader());
    layout->addWidget(m_message);
    layout->addWidget(m_stack, 1);
    connect(m_bundle, &BundlePanel::closed, this, [this] { m_stack->setCurrentIndex(0); });
    connect(m_bundle, &BundlePanel::saveWanted, this, &ActivityPage::saveBundle);
    connect(
        &m_workspace.tracker(), &workspace::OrderTracker::changed, this, &ActivityPage::readLater);
    connect(&m_workspace.checks(), &workspace::CheckHistory::added, this,
        [this](const workspace::CheckRecord& check) {
            if (!m_hasLoaded)
                return;
            m_model->setEntry(entryOf(check, m_sandboxes));
            updateTexts();
        });
    connect(&m_workspace, &workspace::Workspace::connectorsChanged, this,
        &ActivityPage::followConnectors);
    connect(&m_workspace, &workspace::Workspace::connectorChanged, this,
        &ActivityPage::followConnectors);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ActivityPage::updateTexts);
    updateTexts();
}

ActivityPage::~ActivityPage() = default;

QLayout* ActivityPage::makeHeader()
{
    auto* heading = new QLabel(tr("Activity"), this);
    styleHeading(heading, 1);
    m_export = new QPushButton(icon(QStringLiteral("export")), tr("&Export as CSV…"), this);
    m_export->setObjectName(QStringLiteral("activityExport"));
    m_bundleButton = new QPushButton(icon(QStringLiteral("bundle")), tr("Support &bundle…"), this);
    m_bundleButton->setObjectName(QStringLiteral("activityBundle"));
    connect(m_export, &QPushButton::clicked, this, &ActivityPage::exportCsv);
    connect(m_bundleButton, &QPushButton::clicked, this, &ActivityPage::showBundle);
    auto* layout = new QHBoxLayout;
    layout->addWidget(heading, 1);
    layout->addWidget(m_export);
    layout->addWidget(m_bundleButton);
    return layout;
}

QLayout* ActivityPage::makeFilters()
{
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(QStringLiteral("activityFilter"));
    m_filter->setAccessibleName(tr("Filter the activity"));
    m_filter->setPlaceholderText(tr("Filter by any words (Ctrl+F)"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    connect(m_filter, &QLineEdit::textChanged, m_model, &TableModel::setFilter);
    auto* layout = new QHBoxLayout;
    layout->addWidget(m_filter, 1);
    m_show = new QButtonGroup(this);
    const auto add = [this, layout](
                         const char* name, const QString& text, ActivityModel::Show show) {
        auto* button = new QToolButton(this);
        button->setObjectName(QString::fromLatin1(name));
        button->setText(text);
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        m_show->addButton(button, static_cast<int>(show));
        layout->addWidget(button);
    };
    add("showAll", tr("&All"), ActivityModel::Show::All);
    add("showOrders", tr("&Orders"), ActivityModel::Show::Orders);
    add("showChecks", tr("Chec&ks"), ActivityModel::Show::Checks);
    add("showFailed", tr("&Failed"), ActivityModel::Show::Failed);
    add("showOpen", tr("O&pen"), ActivityModel::Show::Open);
    connect(m_show, &QButtonGroup::idClicked, this, [this](int id) {
        m_model->setShow(static_cast<ActivityModel::Show>(id));
        m_state.setValue(showKey, id);
    });
    QAbstractButton* kept = m_show->button(m_state.value(showKey).toInt());
    if (kept == nullptr)
        kept = m_show->button(static_cast<int>(ActivityModel::Show::All));
    kept->setChecked(true);
    m_model->setShow(static_cast<ActivityModel::Show>(m_show->id(kept)));
    m_onlyShown = new QCheckBox(tr("Only this a&uthority"), this);
    m_onlyShown->setObjectName(QStringLiteral("activityOnlyShown"));
    m_onlyShown->setChecked(m_state.value(onlyShownKey).toBool());
    connect(m_onlyShown, &QCheckBox::toggled, this, [this](bool isOn) {
        m_state.setValue(onlyShownKey, isOn);
        restrictToConnector();
    });
    layout->addWidget(m_onlyShown);
    return layout;
}

QWidget* ActivityPage::makeList()
{
    auto* list = new QWidget(this);
    auto* splitter = new QSplitter(Qt::Vertical, list);
    splitter->setChildrenCollapsible(false);
    m_table = new TableView(m_state, QStringLiteral("activity"), splitter);
    m_table->setObjectName(QStringLiteral("activityTable"));
    m_table->setAccessibleName(tr("Orders and connection checks"));
    m_table->setWidthsAtFirst({ 19, 8, 11, 28, 16, 11, 24 });
    m_table->setTableModel(m_model);
    m_details = new ActivityDetails(m_workspace, splitter);
    constexpr int half = 1000; // shared out in proportion
    splitter->setSizes({ half, half });
    splitter->restoreState(m_state.value(splitterKey).toByteArray());
    connect(splitter, &QSplitter::splitterMoved, this,
        [this, splitter] { m_state.setValue(splitterKey, splitter->saveState()); });
    m_count = new QLabel(list);
    m_count->setObjectName(QStringLiteral("activityCount"));
    makeSelectable(m_count, TextStop::None);
    styleSecondary(m_count);
    auto* layout = new QVBoxLayout(list);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addLayout(makeFilters());
    layout->addWidget(m_count);
    layout->addWidget(splitter, 1);
    connect(m_table, &TableView::currentRecordChanged, this, [this](int record) {
        if (record < 0)
            m_details->clear();
        else
            m_details->showEntry(m_model->entry(record));
    });
    connect(m_details, &ActivityDetails::wantsToGo, this, &Page::wantsToGo);
    return list;
}

void ActivityPage::showConnector(const QString& id)
{
    if (id != m_connector && m_stack->currentIndex() != 0)
        m_bundle->cancel();
    m_connector = id;
    const QString whyNot =
        id.isEmpty() ? tr("Choose a certificate authority on the left first.") : QString();
    setAvailable(
        m_bundleButton, whyNot, tr("Collect what support needs, and read it before it leaves"));
    setAvailable(
        m_onlyShown, whyNot, tr("Leave out what belongs to the other certificate authorities"));
    restrictToConnector();
    load();
}

void ActivityPage::refresh()
{
    load();
}

void ActivityPage::focusFilter()
{
    m_stack->setCurrentIndex(0);
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void ActivityPage::cancel()
{
    if (m_stack->currentIndex() != 0)
        m_bundle->cancel();
    else if (m_exporting.isRunning())
        m_exporting.cancel();
    else
        showEverything();
}

void ActivityPage::showEverything()
{
    m_filter->clear();
    m_onlyShown->setChecked(false);
    m_show->button(static_cast<int>(ActivityModel::Show::All))->click();
}

/// Those that are on, as they are called on the page.
QStringList ActivityPage::filtersOn() const
{
    QStringList filters;
    const QString words = m_filter->text().trimmed();
    if (!words.isEmpty())
        filters.append(tr("“%1”", "words that the lines are filtered by").arg(words));
    if (m_model->shownKind() != ActivityModel::Show::All)
        filters.append(m_show->checkedButton()->text().remove(u'&'));
    if (m_onlyShown->isChecked() && m_onlyShown->isEnabled())
        filters.append(m_onlyShown->text().remove(u'&'));
    return filters;
}

/// Which of them are sandboxes is marked in the lines.
void ActivityPage::followConnectors()
{
    if (m_hasLoaded && workspace::sandboxUuids(m_workspace) != m_sandboxes)
        load();
}

void ActivityPage::load()
{
    m_sandboxes = workspace::sandboxUuids(m_workspace);
    const std::stop_token token = m_loading.begin();
    updateTexts();
    consume(loadEntries(m_workspace.orders(), m_workspace.checks().all(), m_sandboxes,
                m_model->currentSort()),
        this, [this, token](const Result<Loaded>& loaded) {
            if (!m_loading.end(token))
                return;
            if (loaded) {
                showContents(*loaded->contents, loaded->isAll);
            } else {
                m_message->show(loaded.error());
                updateTexts();
            }
        });
}

void ActivityPage::showContents(ActivityContents& contents, bool isAll)
{
    m_hasLoaded = true;
    m_model->setContents(std::move(contents));
    if (!isAll) {
        m_message->show(Tone::Info,
            tr("Only the newest %1 orders are listed. Older ones are found on the Certificates "
               "page.")
                .arg(QLocale().toString(mostOrders)));
    }
    const int record = m_table->currentRecord();
    if (record >= 0)
        m_details->showEntry(m_model->entry(record));
}

void ActivityPage::readLater(const orders::OrderId& id)
{
    if (!m_hasLoaded)
        return; // It will be in what is loaded.
    m_changed.insert(id);
    if (!m_isReading)
        readNext();
}

void ActivityPage::readNext()
{
    if (m_changed.isEmpty()) {
        m_isReading = false;
        return;
    }
    m_isReading = true;
    const orders::OrderId id = *m_changed.cbegin();
    m_changed.remove(id);
    consume(m_workspace.orders()->find(id), this, [this](const Result<orders::Order>& order) {
        if (order) {
            m_model->setEntry(entryOf(*order, m_sandboxes));
            updateTexts();
            const int record = m_table->currentRecord();
            if (record >= 0 && m_model->entry(record).id == order->id)
                m_details->showEntry(m_model->entry(record));
        }
        readNext();
    });
}

void ActivityPage::restrictToConnector()
{
    const auto settings = m_workspace.load(m_connector);
    m_model->setConnector(m_onlyShown->isChecked() && settings ? settings->uuid : QUuid());
}

void ActivityPage::updateTexts()
{
    const int shown = m_model->rowCount();
    const int all = m_model->recordCount();
    if (!m_hasLoaded)
        m_count->setText(m_loading.isRunning() ? tr("Loading…") : QString());
    else
        m_count->setText(
            tr("%1 of %2 shown").arg(QLocale().toString(shown), QLocale().toString(all)));
    if (!m_hasLoaded)
        m_table->setEmptyText(tr("Loading…"));
    else if (all == 0)
        m_table->setEmptyText(
            tr("Nothing has happened yet. Orders and connection checks appear here."));
    else
        m_table->setEmptyText(tr("Nothing fits what is chosen: %1. Esc shows everything.")
                                  .arg(filtersOn().join(QStringLiteral(", "))));
    QString whyNoExport;
    if (m_exporting.isRunning())
        whyNoExport = tr("The lines are still being written.");
    else if (shown == 0)
        whyNoExport = tr("There is no line to export.");
    setAvailable(m_export, whyNoExport,
        tr("The lines that are shown, in their order, in UTF-8 with a byte-order mark for "
           "spreadsheets"));
}

void ActivityPage::exportCsv()
{
    askWhereToSave(this, m_state,
        { tr("Export the activity"), QStringLiteral("gatehouse-activity.csv"),
            { tr("CSV (*.csv)") } },
        [this](const QString& path) { writeLines(path); });
}

void ActivityPage::writeLines(const QString& path)
{
    const QList<ActivityEntry> entries = m_model->shownEntries();
    const std::stop_token token = m_exporting.begin();
    updateTexts();
    m_message->show(Tone::Waiting, writingText(entries.size(), path),
        { { tr("S&top"), QStringLiteral("exportStop"), [this] { m_exporting.cancel(); } } });
    consume(writeRows(path, entries, token), this,
        [this, token, path, count = entries.size()](const Result<void>& written) {
            m_exporting.end(token);
            updateTexts();
            if (written)
                m_message->show(Tone::Success, writtenText(count, path));
            else if (written.error().kind == ErrorKind::Cancelled)
                m_message->show(Tone::Info, tr("Stopped: nothing was written to %1.").arg(path));
            else
                m_message->show(written.error());
        });
}

void ActivityPage::showBundle()
{
    m_message->clear();
    m_stack->setCurrentWidget(m_bundle);
    m_bundle->make(m_connector);
}

void ActivityPage::saveBundle(const QString& text)
{
    askWhereToSave(this, m_state,
        { tr("Save the support bundle"), QStringLiteral("gatehouse-%1.txt").arg(m_connector),
            { tr("Text (*.txt)") } },
        [this, text](const QString& path) {
            const auto written =
                workspace::writeFile(path, text.toUtf8(), workspace::FilePrivacy::Private);
            if (!written) {
                m_message->show(written.error());
                return;
            }
            m_bundle->cancel();
            m_message->show(Tone::Success, tr("The support bundle was written to %1.").arg(path));
        });
}

} // namespace gatehouse::ui
