// SPDX-License-Identifier: Apache-2.0
#include <ui/profiles/comparisonview.h>
#include <ui/profiles/profiledetails.h>
#include <ui/profiles/profilesbrowser.h>
#include <ui/profiles/profilesmodel.h>
#include <ui/theme.h>
#include <ui/uistate.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/tableview.h>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <array>

namespace gatehouse::ui {

namespace {

const QString stateKey = QStringLiteral("profiles");
const QString splitterKey = QStringLiteral("splitters/profiles");

using LocalProfiles = QList<settings::LocalProfile>;
using Synced = std::optional<QList<scm::CertificateType>>;

qsizetype countOf(const LocalProfiles& local, const Synced& synced)
{
    return local.size() + (synced ? synced->size() : 0);
}

Task<std::shared_ptr<ProfilesContents>> list(
    const LocalProfiles& local, const Synced& synced, const TableSort& sort)
{
    return madeOf(countOf(local, synced), [local, synced, sort] {
        return std::make_shared<ProfilesContents>(
            profilesContents(profiles::listProfiles(local, synced), sort));
    });
}

Task<QString> jsonOf(const LocalProfiles& local, const Synced& synced)
{
    return madeOf(countOf(local, synced),
        [local, synced] { return QString::fromUtf8(profiles::profilesResponse(local, synced)); });
}

/// As wide as what usually stands in each.
void setColumnWidths(QTableView* table)
{
    constexpr std::array characters { 16, 32, 16, 26, 17, 15 }; // in the order of the columns
    const int width = table->fontMetrics().averageCharWidth();
    for (size_t at = 0; at < characters.size(); ++at) {
        const auto column = static_cast<int>(at);
        table->setColumnWidth(column,
            std::max(characters.at(at) * width + wideGap,
                table->horizontalHeader()->sectionSizeHint(column)));
    }
}

} // namespace

ProfilesBrowser::ProfilesBrowser(UiState& state, QWidget* parent)
    : QWidget(parent)
    , m_model(new ProfilesModel(this))
    , m_filter(new QLineEdit(this))
    , m_table(new TableView(state, stateKey, this))
    , m_pane(new QStackedWidget(this))
    , m_details(new ProfileDetails(this))
    , m_comparison(new ComparisonView(this))
{
    setObjectName(QStringLiteral("profilesBrowser"));
    m_filter->setObjectName(QStringLiteral("profilesFilter"));
    m_filter->setPlaceholderText(tr("Filter by name, ID, key type, days…"));
    m_filter->setAccessibleName(tr("Filter profiles"));
    m_filter->setClearButtonEnabled(true);
    m_table->setObjectName(QStringLiteral("profilesTable"));
    m_table->setAccessibleName(tr("Profiles"));
    const bool hasOwnColumns = state.value(QStringLiteral("columns/") + stateKey).isValid();
    m_table->setTableModel(m_model);
    if (!hasOwnColumns)
        setColumnWidths(m_table);
    makeActions();
    layOut();
    auto* splitter = findChild<QSplitter*>();
    splitter->restoreState(state.value(splitterKey).toByteArray());
    connect(splitter, &QSplitter::splitterMoved, this,
        [splitter, &state] { state.setValue(splitterKey, splitter->saveState()); });
    connect(m_filter, &QLineEdit::textChanged, m_model, &ProfilesModel::setFilter);
    connect(m_filter, &QLineEdit::textChanged, this, &ProfilesBrowser::showEmptyText);
    connect(m_table, &TableView::currentRecordChanged, this, &ProfilesBrowser::showCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &ProfilesBrowser::updateActions);
    connect(m_table, &TableView::recordActivated, m_enroll, &QAction::trigger);
    connect(m_comparison, &ComparisonView::closed, this, &ProfilesBrowser::showCurrent);
    updateActions();
}

void ProfilesBrowser::makeActions()
{
    const auto make = [this](const QString& name, const QString& iconName, const QString& text,
                          const QString& toolTip) {
        auto* action = new QAction(icon(iconName), text, this);
        action->setObjectName(name);
        action->setToolTip(toolTip);
        action->setData(toolTip);
        m_table->addAction(action);
        return action;
    };
    m_enroll = make(QStringLiteral("enrollUnderProfile"), QStringLiteral("enroll"),
        tr("Enroll &under this profile"), tr("Go to Enroll with this profile chosen (Enter)"));
    m_add = make(QStringLiteral("addProfile"), QStringLiteral("add"), tr("&Add local profile"),
        tr("Add a profile that is configured here"));
    m_edit = make(QStringLiteral("editProfile"), QStringLiteral("edit"), tr("E&dit"),
        tr("Edit the chosen local profile"));
    m_remove = make(QStringLiteral("removeProfile"), QStringLiteral("delete"), tr("De&lete"),
        tr("Delete the chosen local profile"));
    m_compare = make(QStringLiteral("compareProfiles"), QStringLiteral("compare"), tr("Co&mpare"),
        tr("Show the two chosen profiles side by side"));
    m_copyAll = make(QStringLiteral("copyProfilesResponse"), QStringLiteral("copy"),
        tr("Copy &all as JSON"), tr("Copy the gateway's ProfilesResponse"));
    connect(m_enroll, &QAction::triggered, this, [this] {
        if (const auto* chosen = current())
            Q_EMIT enrollWanted(chosen->profile.id);
    });
    connect(m_add, &QAction::triggered, this, &ProfilesBrowser::addWanted);
    connect(m_edit, &QAction::triggered, this, [this] {
        if (const auto* chosen = current())
            Q_EMIT editWanted(chosen->localIndex);
    });
    connect(m_remove, &QAction::triggered, this, [this] {
        if (const auto* chosen = current())
            Q_EMIT removeWanted(chosen->localIndex);
    });
    connect(m_compare, &QAction::triggered, this, &ProfilesBrowser::compare);
    connect(m_copyAll, &QAction::triggered, this, &ProfilesBrowser::copyAll);
}

QToolButton* ProfilesBrowser::toolButton(QAction* action)
{
    auto* button = new QToolButton(this);
    button->setObjectName(action->objectName() + QLatin1String("Button"));
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

void ProfilesBrowser::layOut()
{
    auto* filterLabel = new QLabel(tr("&Filter:"), this);
    filterLabel->setBuddy(m_filter);
    auto* top = new QHBoxLayout;
    top->setSpacing(gap);
    top->addWidget(filterLabel);
    top->addWidget(m_filter, 1);
    top->addWidget(toolButton(m_add));
    top->addWidget(toolButton(m_copyAll));
    auto* actions = new QHBoxLayout;
    actions->setSpacing(gap);
    for (QAction* action : { m_enroll, m_edit, m_remove, m_compare })
        actions->addWidget(toolButton(action));
    actions->addStretch(1);

    m_pane->setObjectName(QStringLiteral("profilesPane"));
    m_pane->addWidget(m_details);
    m_pane->addWidget(m_comparison);
    auto* below = new QWidget(this);
    auto* lower = new QVBoxLayout(below);
    lower->setContentsMargins(0, gap, 0, 0);
    lower->setSpacing(gap + smallGap);
    lower->addLayout(actions);
    lower->addWidget(m_pane, 1);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("profilesSplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(below);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap + smallGap);
    layout->addLayout(top);
    layout->addWidget(splitter, 1);
}

void ProfilesBrowser::setProfiles(const QList<settings::LocalProfile>& local,
    const std::optional<QList<scm::CertificateType>>& synced)
{
    m_local = local;
    m_synced = synced;
    const std::stop_token token = m_listing.begin();
    updateActions();
    consume(list(local, synced, m_model->currentSort()), this,
        [this, token](const std::shared_ptr<ProfilesContents>& contents) {
            if (m_listing.end(token))
                take(std::move(*contents));
        });
}

void ProfilesBrowser::take(ProfilesContents contents)
{
    m_model->setContents(std::move(contents));
    if (const QString wanted = std::exchange(m_wanted, {}); !wanted.isEmpty())
        choose(wanted);
    showCurrent();
}

void ProfilesBrowser::setReadOnly(bool isReadOnly)
{
    m_isReadOnly = isReadOnly;
    updateActions();
}

void ProfilesBrowser::setEmptyText(const QString& text)
{
    m_emptyText = text;
    showEmptyText();
}

void ProfilesBrowser::showEmptyText()
{
    const bool hasAny = !m_local.isEmpty() || (m_synced && !m_synced->isEmpty());
    m_table->setEmptyText(hasAny && !m_filter->text().isEmpty()
            ? tr("No profile fits the filter. Esc clears it.")
            : m_emptyText);
}

void ProfilesBrowser::choose(const QString& profileId)
{
    m_filter->clear();
    if (m_listing.isRunning())
        m_wanted = profileId;
    else
        m_table->selectKey(profileId);
}

void ProfilesBrowser::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void ProfilesBrowser::dismiss()
{
    if (m_pane->currentWidget() == m_comparison)
        showCurrent();
    else
        m_filter->clear();
}

const profiles::ListedProfile* ProfilesBrowser::current() const
{
    const int record = m_table->currentRecord();
    return record < 0 ? nullptr : &m_model->profiles().at(record);
}

void ProfilesBrowser::showCurrent()
{
    m_pane->setCurrentWidget(m_details);
    if (const auto* chosen = current()) {
        const auto json = profiles::profileResponse(chosen->profile.id, m_local, m_synced, true);
        m_details->setProfile(*chosen, json.value_or(QByteArray()));
    } else {
        m_details->clear();
    }
    updateActions();
}

QString ProfilesBrowser::whyNotLocal() const
{
    if (m_isReadOnly)
        return tr("In help-desk mode nothing can be changed.");
    if (m_listing.isRunning())
        return tr("The profiles are being listed.");
    const auto* chosen = current();
    if (chosen == nullptr)
        return tr("Choose a profile first.");
    if (chosen->localIndex < 0)
        return tr("This profile is Sectigo's. Add a local profile with its Certificate Type to "
                  "change what is used.");
    return {};
}

void ProfilesBrowser::updateActions()
{
    const auto* chosen = current();
    const QString readOnly = tr("In help-desk mode nothing can be changed.");
    QString whyNotEnroll;
    if (m_isReadOnly)
        whyNotEnroll = readOnly;
    else if (chosen == nullptr)
        whyNotEnroll = tr("Choose a profile first.");
    else if (chosen->problem)
        whyNotEnroll = chosen->problem->message;
    const auto allow = [](QAction* action, const QString& whyNot) {
        setAvailable(action, whyNot, action->data().toString());
    };
    allow(m_enroll, whyNotEnroll);
    allow(m_add, m_isReadOnly ? readOnly : QString());
    allow(m_edit, whyNotLocal());
    allow(m_remove, whyNotLocal());
    allow(m_compare,
        m_table->selectedRecords().size() == 2
            ? QString()
            : tr("Choose two profiles: click one, then the other with Ctrl held."));
    const auto buttons = findChildren<QToolButton*>();
    for (QToolButton* button : buttons) {
        if (const QAction* action = button->defaultAction())
            button->setAccessibleDescription(action->statusTip());
    }
}

void ProfilesBrowser::compare()
{
    const QList<int> chosen = m_table->selectedRecords();
    if (chosen.size() != 2)
        return;
    m_comparison->setProfiles(
        m_model->profiles().at(chosen.first()), m_model->profiles().at(chosen.last()));
    m_pane->setCurrentWidget(m_comparison);
}

void ProfilesBrowser::copyAll()
{
    const std::stop_token token = m_copying.begin();
    consume(jsonOf(m_local, m_synced), this, [this, token](const QString& json) {
        if (m_copying.end(token))
            QApplication::clipboard()->setText(json);
    });
}

} // namespace gatehouse::ui
