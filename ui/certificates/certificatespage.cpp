// SPDX-License-Identifier: Apache-2.0
#include <core/connector/connectorsecrets.h>
#include <core/settings/settingdefinition.h>
#include <core/workspace/builtinsandbox.h>
#include <core/workspace/files.h>
#include <ui/certificates/certificatespage.h>
#include <ui/certificates/filefilters.h>
#include <ui/certificates/hints.h>
#include <ui/certificates/lookupbox.h>
#include <ui/certificates/matchdetails.h>
#include <ui/certificates/matchesmodel.h>
#include <ui/certificates/pkcs12panel.h>
#include <ui/certificates/sessionpasswords.h>
#include <ui/uistate.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/emptystate.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/savedialog.h>
#include <ui/widgets/tableview.h>
#include <ui/widgets/textlabel.h>
#include <ui/words.h>

#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

namespace {

constexpr int mostMatches = 100;
constexpr int mostRowsAtOnce = 6;
constexpr int progressHeight = 3;
const QString splitterKey = QStringLiteral("splitters/certificates");

/// How the text was understood stands in the box already, unless it could be understood in several
/// ways.
QString summaryOf(const lookup::LookupAnswer& answer, bool isOneOfSeveral)
{
    QString found = answer.matches.size() >= mostMatches
        ? Words::tr("The first %1 results; there may be more.").arg(mostMatches)
        : Words::tr("%n result(s).", nullptr,
            static_cast<int>(answer.matches.size() + answer.pending.size()));
    if (!isOneOfSeveral)
        return found;
    return Words::tr("%1 Understood as: %2", "number of results, reading of the text")
        .arg(found, visibleText(answer.understoodAs.description()));
}

Task<Result<lookup::LookupAnswer>> findIn(workspace::Workspace* workspace, QString connectorId,
    QString input, std::optional<lookup::Term> reading, std::stop_token stop)
{
    const auto connector = co_await workspace->open(connectorId);
    if (!connector)
        co_return failure(connector.error());
    const std::shared_ptr<lookup::Lookup> lookup = (*connector)->lookup();
    if (reading) {
        const lookup::Term term = *reading;
        Result<lookup::LookupAnswer> answer = co_await lookup->find(term, mostMatches, stop);
        co_return answer;
    }
    Result<lookup::LookupAnswer> answer = co_await lookup->find(input, mostMatches, stop);
    co_return answer;
}

Task<Result<void>> deliver(workspace::Workspace* workspace, QString connectorId,
    enrollment::Outcome outcome, QString path, Secret password, pki::Pkcs12Form form)
{
    const auto connector = co_await workspace->open(connectorId);
    if (!connector)
        co_return failure(connector.error());
    const std::shared_ptr<connector::Connector>& opened = *connector;
    const Result<void> done =
        co_await workspace::deliverPkcs12(opened, outcome, path, password, form);
    co_return done;
}

} // namespace

CertificatesPage::CertificatesPage(workspace::Workspace& workspace, UiState& state, QWidget* parent)
    : Page(parent)
    , m_workspace(workspace)
    , m_state(state)
    , m_message(new MessageBar(this))
    , m_passwords(new SessionPasswords(this))
    , m_box(new LookupBox(this))
    , m_progress(new QProgressBar(this))
    , m_stack(new QStackedWidget(this))
    , m_nothing(new EmptyState(QStringLiteral("search"), QString(), QString(), this))
    , m_model(new MatchesModel(workspace.clock(), this))
{
    setObjectName(QStringLiteral("certificatesPage"));
    auto* heading = new QLabel(tr("Certificates"), this);
    styleHeading(heading, 1);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(progressHeight);
    m_progress->setAccessibleName(tr("Looking up"));
    QSizePolicy kept = m_progress->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    m_progress->setSizePolicy(kept);
    m_stack->setObjectName(QStringLiteral("certificatesStack"));
    m_stack->addWidget(m_nothing);
    m_stack->addWidget(makeResults());

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(pageMargin, pageMargin, pageMargin, pageMargin);
    layout->setSpacing(gap);
    layout->addWidget(heading);
    layout->addWidget(m_message);
    layout->addWidget(m_passwords);
    layout->addWidget(m_box);
    layout->addWidget(m_progress);
    layout->addWidget(m_stack, 1);
    connect(m_box, &LookupBox::lookupWanted, this, &CertificatesPage::find);
    connect(m_box, &LookupBox::stopWanted, this, &CertificatesPage::stopFinding);
    connect(m_passwords, &SessionPasswords::given, this, &CertificatesPage::takePasswords);
    connect(m_box, &LookupBox::othersLeftOut, this, [this](const QString& taken) {
        m_message->show(Tone::Info,
            tr("One file is looked up at a time: %1 was taken. Drop the others one by one.")
                .arg(QFileInfo(taken).fileName()));
    });
    setRunning(false);
    showConnector({});
}

CertificatesPage::~CertificatesPage() = default;

QWidget* CertificatesPage::makeResults()
{
    auto* results = new QWidget(this);
    m_summary = textLabel(QStringLiteral("lookupSummary"), results);
    m_splitter = new QSplitter(Qt::Vertical, results);
    m_splitter->setObjectName(QStringLiteral("certificatesSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_table = new TableView(m_state, QStringLiteral("matches"), m_splitter);
    m_table->setObjectName(QStringLiteral("matchesTable"));
    m_table->setAccessibleName(tr("Certificates that were found"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setWidthsAtFirst({ 26, 20, 26, 22, 22, 26, 18, 26 });
    m_table->setTableModel(m_model);
    auto* lower = new QWidget(m_splitter);
    const bool isReadOnly = m_workspace.access() == workspace::Access::ReadOnly;
    m_details = new MatchDetails(m_workspace.clock(), isReadOnly, lower);
    if (!isReadOnly) {
        m_pkcs12 = new Pkcs12Panel(lower);
        connect(m_details, &MatchDetails::pkcs12Wanted, m_pkcs12, &Pkcs12Panel::ask);
        connect(m_pkcs12, &Pkcs12Panel::saveWanted, this, &CertificatesPage::exportPkcs12);
    }
    m_table->addActions(m_details->resultActions());
    auto* lowerLayout = new QVBoxLayout(lower);
    lowerLayout->setContentsMargins(0, 0, 0, 0);
    if (m_pkcs12 != nullptr)
        lowerLayout->addWidget(m_pkcs12);
    lowerLayout->addWidget(m_details, 1);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->restoreState(m_state.value(splitterKey).toByteArray());
    connect(m_splitter, &QSplitter::splitterMoved, this,
        [this] { m_state.setValue(splitterKey, m_splitter->saveState()); });
    auto* layout = new QVBoxLayout(results);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_summary);
    layout->addWidget(m_splitter, 1);
    connect(m_table, &TableView::currentRecordChanged, this, &CertificatesPage::showRecord);
    connect(m_details, &MatchDetails::exportWanted, this, &CertificatesPage::exportAs);
    connect(m_details, &MatchDetails::orderWanted, this, [this](const orders::OrderId& order) {
        Destination there;
        there.page = PageId::Enroll;
        there.order = order;
        Q_EMIT wantsToGo(there);
    });
    return results;
}

void CertificatesPage::showConnector(const QString& id)
{
    if (id == m_connector && !id.isEmpty())
        return;
    m_connector = id;
    m_details->setSandboxes(workspace::sandboxUuids(m_workspace));
    stopFinding();
    m_message->clear();
    m_passwords->dismiss();
    m_model->setAnswer(std::nullopt);
    m_box->setWhyNot(
        id.isEmpty() ? tr("Choose a certificate authority on the left first.") : QString());
    showNothing(tr("Find a certificate"), welcomeText());
}

void CertificatesPage::goTo(const Destination& destination)
{
    stopFinding();
    if (!destination.files.isEmpty()) {
        m_box->openFiles(destination.files);
    } else if (!destination.lookup.isEmpty()) {
        m_box->setText(destination.lookup);
        m_box->submit();
    }
}

void CertificatesPage::refresh()
{
    m_box->submit();
}

void CertificatesPage::focusFilter()
{
    m_box->focusInput();
}

void CertificatesPage::cancel()
{
    if (m_finding.isRunning())
        stopFinding();
    else if (m_passwords->isVisible())
        m_passwords->dismiss();
    else if (m_pkcs12 != nullptr && m_pkcs12->isVisible())
        m_pkcs12->dismiss();
}

void CertificatesPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    m_box->focusInput();
}

void CertificatesPage::find()
{
    m_message->clear();
    const std::stop_token stop = m_finding.begin();
    setRunning(true);
    m_isOneOfSeveral = m_box->readings().size() > 1;
    consume(findIn(&m_workspace, m_connector, m_box->text(), m_box->chosenReading(), stop), this,
        [this, stop](const Answer& answer) {
            if (!m_finding.end(stop))
                return;
            setRunning(false);
            finish(answer);
        });
}

void CertificatesPage::stopFinding()
{
    // Not waiting for the task to notice: its end does not count any more.
    m_finding.drop();
    setRunning(false);
}

void CertificatesPage::finish(const Answer& answer)
{
    if (answer) {
        showAnswer(*answer);
        return;
    }
    m_model->setAnswer(std::nullopt);
    const Error& error = answer.error();
    if (error.kind == ErrorKind::NotFound && error.cause == QLatin1String("lookup/not-found")) {
        const auto chosen = m_box->chosenReading();
        const QList<lookup::Term> readings =
            chosen ? QList<lookup::Term> { *chosen } : m_box->readings();
        showNothing(tr("No certificate fits"),
            visibleText(error.message) + QStringLiteral("\n\n") + lookupHints(readings));
        return;
    }
    showNothing(tr("The lookup could not be done"), tr("The message above says why."));
    showError(error);
}

void CertificatesPage::showAnswer(const lookup::LookupAnswer& answer)
{
    m_model->setAnswer(answer);
    const QString text = summaryOf(answer, m_isOneOfSeveral);
    m_summary->setText(text);
    m_table->setAccessibleDescription(text);
    m_stack->setCurrentIndex(1);
    fitResults();
    m_table->selectRow(0);
    showRecord(m_table->currentRecord());
}

void CertificatesPage::showNothing(const QString& title, const QString& text)
{
    m_nothing->setText(title, text);
    m_stack->setCurrentIndex(0);
}

void CertificatesPage::showError(const Error& error)
{
    QList<MessageBar::Action> actions;
    if (!error.setting.isEmpty() && m_workspace.access() == workspace::Access::Full) {
        actions.append(
            { tr("Open the setting"), QStringLiteral("openSetting"), [this, key = error.setting] {
                 Destination there;
                 there.page = PageId::Settings;
                 there.settingKey = key;
                 Q_EMIT wantsToGo(there);
             } });
    }
    const auto* definition = settings::findDefinition(error.setting);
    const bool isOfSecret =
        definition != nullptr && definition->kind == settings::ValueKind::Secret;
    const bool isAboutSecret = error.kind == ErrorKind::SecretStore
        || error.kind == ErrorKind::Authentication || isOfSecret;
    if (isAboutSecret && m_workspace.access() == workspace::Access::ReadOnly
        && m_workspace.secrets()->canKeepForSession()) {
        actions.append({ tr("Enter the password"), QStringLiteral("enterPassword"),
            [this, error] { askForPasswords(error); } });
    }
    m_message->show(error, actions);
}

/// Whoever may only read cannot save a password, but has to sign in. Asks for what is not kept, and
/// anew for what was refused.
void CertificatesPage::askForPasswords(const Error& refusal)
{
    const auto settings = m_workspace.load(m_connector);
    if (!settings) {
        m_message->show(settings.error());
        return;
    }
    QStringList needed = connector::neededSecrets(*settings);
    const QString refused =
        refusal.kind == ErrorKind::Authentication ? needed.first() : refusal.setting;
    consume(m_workspace.storedSecrets(*settings), this,
        [this, needed, refused, settings = *settings](const Result<QStringList>& stored) {
            if (settings.id != m_connector)
                return;
            QStringList keys = needed;
            keys.removeIf([&](const QString& key) {
                return key != refused && stored && stored->contains(key);
            });
            m_passwords->ask(workspace::displayName(settings, m_workspace.home()), keys);
        });
}

void CertificatesPage::takePasswords(const QMap<QString, Secret>& passwords)
{
    const auto settings = m_workspace.load(m_connector);
    if (!settings)
        return;
    const auto store = m_workspace.secrets();
    for (auto password = passwords.cbegin(); password != passwords.cend(); ++password) {
        const auto kept = store->keepForSession(
            connector::secretName(*settings, password.key()), password.value());
        if (!kept) {
            m_message->show(kept.error());
            return;
        }
    }
    m_workspace.forgetOpened();
    m_box->submit();
}

void CertificatesPage::showRecord(int record)
{
    if (m_pkcs12 != nullptr)
        m_pkcs12->dismiss();
    const lookup::Match* match = m_model->matchAt(record);
    const auto order = m_model->order(record);
    if (match != nullptr)
        m_details->showMatch(m_connector, *match, m_model->askedFor());
    else if (order)
        m_details->showPending(m_connector, *order);
    else
        m_details->clear();
}

/// As many rows as there are, until a person has moved the splitter.
void CertificatesPage::fitResults()
{
    if (m_state.value(splitterKey).isValid())
        return;
    const int rows = std::clamp(m_model->rowCount(), 1, mostRowsAtOnce);
    const int height = m_table->horizontalHeader()->sizeHint().height()
        + rows * m_table->verticalHeader()->defaultSectionSize() + 2 * m_table->frameWidth()
        + smallGap;
    m_splitter->setSizes({ height, std::max(m_splitter->height() - height, height) });
}

void CertificatesPage::setRunning(bool isRunning)
{
    m_box->setRunning(isRunning);
    m_progress->setVisible(isRunning);
    // What was found before is not the answer to what is being asked now.
    const QString whyNot = isRunning
        ? tr("A lookup is under way: wait for what it finds, or stop it with Esc.")
        : QString();
    setAvailable(m_stack, whyNot);
    m_table->setAccessibleDescription(isRunning ? whyNot : m_summary->text());
}

void CertificatesPage::exportAs(workspace::CertificateFormat format)
{
    const QList<pki::Certificate> chain = m_details->chain();
    const auto bytes = workspace::certificateBytes(chain, format);
    if (!bytes) {
        showError(bytes.error());
        return;
    }
    askWhereToSave(this, m_state,
        { tr("Export the certificate"),
            fileNameFor(chain.first(), workspace::certificateFormatName(format)),
            { certificateFilter(format) } },
        [this, content = *bytes](const QString& path) {
            const auto written =
                workspace::writeFile(path, content, workspace::FilePrivacy::Shared);
            if (written)
                m_message->show(Tone::Success, tr("The certificate was written to %1.").arg(path));
            else
                showError(written.error());
        });
}

void CertificatesPage::exportPkcs12()
{
    if (m_details->chain().isEmpty())
        return;
    askWhereToSave(this, m_state,
        { tr("Export key and certificate"),
            fileNameFor(m_details->chain().first(), QStringLiteral("p12")), { pkcs12Filter() } },
        [this](const QString& path) { writePkcs12(path); });
}

void CertificatesPage::writePkcs12(const QString& path)
{
    const auto order = m_model->order(m_table->currentRecord());
    if (!order || m_writing.isRunning())
        return;
    enrollment::Outcome outcome;
    outcome.state = enrollment::Outcome::State::Issued;
    outcome.order = *order;
    outcome.chain = m_details->chain();
    const std::stop_token token = m_writing.begin();
    consume(
        deliver(&m_workspace, m_connector, outcome, path, m_pkcs12->password(), m_pkcs12->form()),
        this, [this, token, path, id = order->id](const Result<void>& done) {
            m_writing.end(token);
            if (!done) {
                showError(done.error());
                return;
            }
            m_workspace.tracker().forgetDelivered(id);
            m_pkcs12->dismiss();
            refresh();
            m_message->show(Tone::Success,
                tr("Key and certificate were written to %1. The key is not kept here any more.")
                    .arg(path));
        });
}

QString CertificatesPage::welcomeText() const
{
    return tr("Paste what you were told, in any spelling: a host name, a DN, a serial number, an "
              "e-mail address, an order number, or a whole certificate in PEM. A file can be "
              "dropped on the box.");
}

} // namespace gatehouse::ui
