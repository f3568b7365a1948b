// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/builtinsandbox.h>
#include <ui/certificates/certificateview.h>
#include <ui/certificates/commandlines.h>
#include <ui/certificates/matchdetails.h>
#include <ui/records.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/buttonaction.h>
#include <ui/widgets/inlinenote.h>
#include <ui/widgets/textlabel.h>

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

using workspace::CertificateFormat;

/// What ends a certificate before its date.
std::optional<Phrase> overridingStatus(const scm::CertificateDetails& details)
{
    const bool isOver =
        scm::isFinalFailure(details.status) || details.status == scm::Status::Replaced;
    return isOver ? std::optional(statusPhrase(details.status)) : std::nullopt;
}

bool hasKey(const orders::Order& order)
{
    return !order.encryptedKey.isEmpty() && order.state == orders::OrderState::Issued;
}

/// Why the key of this order cannot be exported; empty when it can.
QString whyNoKey(const std::optional<orders::Order>& order)
{
    if (!order || order->kind == orders::OrderKind::Pkcs10) {
        return MatchDetails::tr("The private key was never here: it is where the certificate "
                                "request was made.");
    }
    if (order->state == orders::OrderState::Delivered)
        return MatchDetails::tr(
            "The private key was handed over already and is not here any more.");
    return hasKey(*order) ? QString() : MatchDetails::tr("There is no private key for it here.");
}

} // namespace

MatchDetails::MatchDetails(std::shared_ptr<Clock> clock, bool isReadOnly, QWidget* parent)
    : QScrollArea(parent)
    , m_isReadOnly(isReadOnly)
    , m_covers(new InlineNote(QStringLiteral("matchCovers"), nullptr))
    , m_missing(textLabel(QStringLiteral("matchMissing"), this))
    , m_view(new CertificateView(std::move(clock)))
{
    setObjectName(QStringLiteral("matchDetails"));
    setAccessibleName(tr("Details of the chosen result"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, gap, gap, 0);
    layout->setSpacing(gap);
    layout->addWidget(makeActions());
    layout->addWidget(m_covers);
    layout->addWidget(m_missing);
    setWidget(content);
    m_commands = addSection(QStringLiteral("commands"), tr("As a command"));
    layout->addWidget(m_view);
    m_record = addSection(QStringLiteral("record"), tr("Recorded at Sectigo"));
    m_ours = addSection(QStringLiteral("ourOrder"), tr("Our order"));
    layout->addStretch(1);
    clear();
}

QWidget* MatchDetails::makeActions()
{
    const auto button = [](const QString& name, const QString& iconName, const QString& text) {
        auto* made = new QPushButton(icon(iconName), text);
        made->setObjectName(name);
        return made;
    };
    m_export = button(QStringLiteral("matchExport"), QStringLiteral("export"), tr("&Export"));
    makeExportMenu();
    m_copy = button(QStringLiteral("matchCopyPem"), QStringLiteral("copy"), tr("&Copy PEM"));
    m_command =
        button(QStringLiteral("matchCommand"), QStringLiteral("command"), tr("Show as co&mmand"));
    m_command->setCheckable(true);
    m_order = button(QStringLiteral("matchOrder"), QStringLiteral("enroll"), tr("Show the o&rder"));
    auto* actions = new QWidget;
    auto* layout = new QHBoxLayout(actions);
    layout->setContentsMargins(0, 0, 0, 0);
    for (auto* made : { m_export, m_copy, m_command, m_order }) {
        layout->addWidget(made);
        m_actions.append(new ButtonAction(made));
    }
    layout->addStretch(1);
    connect(m_copy, &QPushButton::clicked, this,
        [this] { QApplication::clipboard()->setText(QString::fromLatin1(pki::toPem(chain()))); });
    connect(m_command, &QPushButton::toggled, this, &MatchDetails::updateCommands);
    connect(m_order, &QPushButton::clicked, this, [this] { Q_EMIT orderWanted(m_orderId); });
    return actions;
}

void MatchDetails::makeExportMenu()
{
    auto* menu = new QMenu(m_export);
    menu->setObjectName(QStringLiteral("matchExportMenu"));
    menu->setToolTipsVisible(true);
    const auto add = [this, menu](const char* name, const QString& text, CertificateFormat format) {
        QAction* action = menu->addAction(text);
        action->setObjectName(QString::fromLatin1(name));
        connect(action, &QAction::triggered, this, [this, format] { Q_EMIT exportWanted(format); });
        m_formats.append(action);
    };
    add("exportPem", tr("&PEM, with the chain…"), CertificateFormat::Pem);
    add("exportDer", tr("&DER, the certificate alone…"), CertificateFormat::Der);
    add("exportPkcs7", tr("PKCS #&7, with the chain…"), CertificateFormat::Pkcs7);
    if (!m_isReadOnly) {
        m_pkcs12 = menu->addAction(tr("PKCS #&12, with the private key…"));
        m_pkcs12->setObjectName(QStringLiteral("exportPkcs12"));
        connect(m_pkcs12, &QAction::triggered, this, &MatchDetails::pkcs12Wanted);
    }
    m_export->setMenu(menu);
}

MatchDetails::Section MatchDetails::addSection(const QString& name, const QString& title)
{
    Section section;
    section.heading = new QLabel(title, widget());
    styleHeading(section.heading, 2);
    section.grid = new DetailsGrid(widget());
    section.grid->setObjectName(name);
    section.heading->setBuddy(section.grid);
    widget()->layout()->addWidget(section.heading);
    widget()->layout()->addWidget(section.grid);
    return section;
}

void MatchDetails::showMatch(
    const QString& connectorId, const lookup::Match& match, const QString& askedFor)
{
    m_covers->show(Tone::Info,
        match.coversOnly ? tr("This certificate covers %1 by a wildcard; it does not name it.")
                               .arg(visibleText(askedFor))
                         : QString());
    m_view->setChain(match.chain, overridingStatus(match.details));
    m_view->setVisible(!match.chain.isEmpty());
    m_missing->setVisible(match.chain.isEmpty());
    m_missing->setText(match.details.serialNumber.isEmpty()
            ? tr("There is no certificate yet: Sectigo has not issued it.")
            : tr("Sectigo does not hand this certificate out: only what is recorded about it can "
                 "be shown."));
    m_record.grid->setRows(recordRows(match.details));
    m_record.heading->show();
    m_record.grid->show();
    m_ours.grid->setRows(match.order ? rowsOf(*match.order) : QList<DetailsGrid::Row>());
    m_ours.heading->setVisible(match.order.has_value());
    m_ours.grid->setVisible(match.order.has_value());
    const bool hasSerial = !match.details.serialNumber.isEmpty();
    const lookup::Term term =
        hasSerial ? termOf(match.details.serialNumber) : termOf(QString::number(match.details.id));
    if (match.order && !hasSerial)
        showOrderCommands(connectorId, term, *match.order);
    else
        showCommands(lookupCommand(connectorId, term), tr("CA Gateway's REST API"),
            restCommand(connectorId, term));
    updateActions(match.order, !match.chain.isEmpty());
    widget()->show();
}

void MatchDetails::showPending(const QString& connectorId, const orders::Order& order)
{
    m_covers->clear();
    m_view->setChain({});
    m_view->hide();
    m_missing->show();
    m_missing->setText(tr("There is no certificate yet: our order waits for Sectigo."));
    m_record.heading->hide();
    m_record.grid->hide();
    m_ours.grid->setRows(rowsOf(order));
    m_ours.heading->show();
    m_ours.grid->show();
    showOrderCommands(connectorId, termOf(order.id), order);
    updateActions(order, false);
    widget()->show();
}

QList<DetailsGrid::Row> MatchDetails::rowsOf(const orders::Order& order) const
{
    return orderRows(order,
        m_sandboxes.contains(order.connector) ? workspace::markedAsSandbox(order.connectorId)
                                              : order.connectorId);
}

void MatchDetails::clear()
{
    m_view->setChain({});
    widget()->hide();
}

QList<pki::Certificate> MatchDetails::chain() const
{
    return m_view->chain();
}

void MatchDetails::showOrderCommands(
    const QString& connectorId, const lookup::Term& term, const orders::Order& order)
{
    showCommands(lookupCommand(connectorId, term),
        orders::isOfGatewayClient(order) ? tr("CA Gateway's REST API, for the client that ordered")
                                         : tr("CA Gateway's REST API, once it is issued"),
        restCommand(connectorId, order));
}

void MatchDetails::showCommands(
    const QString& commandLine, const QString& restLabel, const QString& rest)
{
    m_commands.grid->setRows({
        { QStringLiteral("commandLine"), tr("Command line"), commandLine, true },
        { QStringLiteral("commandRest"), restLabel, rest, true },
    });
    updateCommands();
}

void MatchDetails::updateActions(const std::optional<orders::Order>& order, bool isIssued)
{
    const QString whyNot = isIssued ? QString() : m_missing->text();
    for (QAction* action : std::as_const(m_formats))
        setAvailable(action, whyNot);
    if (m_pkcs12 != nullptr)
        setAvailable(m_pkcs12, isIssued ? whyNoKey(order) : whyNot);
    setAvailable(m_export, whyNot);
    setAvailable(m_copy, whyNot, tr("Copy the certificate and its chain in PEM"));
    m_orderId = order ? order->id : orders::OrderId();
    m_order->setVisible(!m_isReadOnly && order.has_value());
}

void MatchDetails::updateCommands()
{
    m_commands.heading->setVisible(m_command->isChecked());
    m_commands.grid->setVisible(m_command->isChecked());
}

} // namespace gatehouse::ui
