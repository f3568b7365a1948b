// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/files.h>
#include <ui/async.h>
#include <ui/certificates/certificateview.h>
#include <ui/certificates/filefilters.h>
#include <ui/enroll/fields.h>
#include <ui/enroll/resultpanel.h>
#include <ui/orders/orderphrase.h>
#include <ui/theme.h>
#include <ui/uistate.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/iconlabel.h>
#include <ui/widgets/inlinenote.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/pkcs12field.h>
#include <ui/widgets/savedialog.h>
#include <ui/widgets/scrollarea.h>

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

using workspace::CertificateFormat;
using OutcomeState = enrollment::Outcome::State;

constexpr int widestResult = 860;
constexpr int titleIcon = 28;

/// A file name that every system takes.
QString fileNameOf(const orders::Order& order, const QString& suffix)
{
    static const QRegularExpression unsafe(QStringLiteral("[^A-Za-z0-9._-]+"));
    constexpr int longest = 100;
    QString name = orderTitle(order);
    name.replace(u'*', QStringLiteral("wildcard")).replace(unsafe, QStringLiteral("_"));
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    const QString stem = name.isEmpty() ? QStringLiteral("certificate") : name.left(longest);
    return stem + u'.' + suffix;
}

} // namespace

ResultPanel::ResultPanel(std::shared_ptr<Clock> clock, UiState& state, QWidget* parent)
    : QWidget(parent)
    , m_state(state)
    , m_messages(new MessageBar(this))
    , m_failure(new MessageBar(this))
    , m_icon(new IconLabel(titleIcon, this))
    , m_title(textLabel(QStringLiteral("resultTitle"), this))
    , m_hint(textLabel(QStringLiteral("resultHint"), this))
{
    setObjectName(QStringLiteral("resultPanel"));
    styleHeading(m_title, 1);
    styleSecondary(m_hint);
    m_certificate = new CertificateView(std::move(clock), this);
    auto* content = new QWidget(this);
    content->setMaximumWidth(widestResult);
    auto* inner = new QVBoxLayout(content);
    inner->setContentsMargins(pageMargin, wideGap, pageMargin, pageMargin);
    inner->setSpacing(wideGap);
    auto* heading = new QHBoxLayout;
    heading->setSpacing(gap);
    heading->addWidget(m_icon, 0, Qt::AlignTop);
    heading->addWidget(m_title, 1);
    inner->addLayout(heading);
    inner->addWidget(m_failure);
    inner->addWidget(m_hint);
    inner->addWidget(makeIssued());
    inner->addWidget(makeButtons());
    inner->addWidget(m_certificate);
    inner->addStretch(1);
    auto* scroll =
        scrollAround(content, QStringLiteral("resultScroll"), tr("What became of the order"), this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_messages);
    layout->addWidget(scroll, 1);
}

QWidget* ResultPanel::makeIssued()
{
    m_issued = new QWidget(this);
    auto* layout = new QVBoxLayout(m_issued);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    m_differences = new QWidget(m_issued);
    m_differences->setObjectName(QStringLiteral("differences"));
    auto* list = new QVBoxLayout(m_differences);
    list->setContentsMargins(0, 0, 0, 0);
    m_pkcs12 = new Pkcs12Field(m_issued);
    connect(m_pkcs12, &Pkcs12Field::changed, this, &ResultPanel::updateButtons);
    layout->addWidget(m_differences);
    layout->addWidget(m_pkcs12);
    return m_issued;
}

QWidget* ResultPanel::makeButtons()
{
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    const auto add = [&](const char* name, const QString& iconName, const QString& text, auto run) {
        auto* button = new QPushButton(text, row);
        button->setObjectName(QString::fromLatin1(name));
        if (!iconName.isEmpty())
            button->setIcon(icon(iconName));
        layout->addWidget(button);
        if constexpr (!std::is_same_v<decltype(run), std::nullptr_t>)
            connect(button, &QPushButton::clicked, this, run);
        return button;
    };
    m_savePkcs12 = add("savePkcs12", QStringLiteral("key"), tr("&Save key and certificate…"),
        [this] { choosePkcs12(); });
    m_save = add("saveCertificate", QStringLiteral("save"), tr("Save &certificate"), nullptr);
    auto* menu = new QMenu(m_save);
    const auto format = [&](const char* name, const QString& text, CertificateFormat which) {
        QAction* action = menu->addAction(text);
        action->setObjectName(QString::fromLatin1(name));
        connect(action, &QAction::triggered, this, [this, which] { chooseFormat(which); });
    };
    format("savePem", tr("As &PEM, with its chain…"), CertificateFormat::Pem);
    format("saveDer", tr("As &DER, alone…"), CertificateFormat::Der);
    format("savePkcs7", tr("As PKCS #&7, with its chain…"), CertificateFormat::Pkcs7);
    m_save->setMenu(menu);
    m_copy = add("copyPem", QStringLiteral("copy"), tr("Copy &PEM"), [this] { copyPem(); });
    m_edit = add("editAgain", QStringLiteral("edit"), tr("&Edit and try again"),
        [this] { Q_EMIT editRequested(m_outcome.order); });
    layout->addStretch(1);
    m_new = add("newRequest", {}, tr("&New request"), [this] { Q_EMIT newRequested(); });
    return row;
}

void ResultPanel::setOutcome(const enrollment::Outcome& outcome,
    const std::shared_ptr<connector::Connector>& connector, std::optional<FileSeal> seal)
{
    m_outcome = outcome;
    m_connector = connector;
    m_seal = std::move(seal);
    m_messages->clear();
    m_failure->clear();
    if (outcome.state == OutcomeState::Issued)
        showIssued();
    else
        showFailed();
    updateButtons();
}

void ResultPanel::clear()
{
    m_outcome = {};
    m_connector.reset();
    m_seal.reset();
    m_pkcs12->clearPassword();
    m_certificate->setChain({});
}

void ResultPanel::focusFirst()
{
    QPushButton* next = m_outcome.state == OutcomeState::Issued ? m_save : m_edit;
    if (m_savePkcs12->isVisibleTo(this) && m_savePkcs12->isEnabled())
        next = m_savePkcs12;
    if (m_pkcs12->isVisibleTo(this))
        m_pkcs12->setFocus(Qt::OtherFocusReason);
    else
        next->setFocus(Qt::OtherFocusReason);
}

void ResultPanel::showIssued()
{
    m_icon->setIcon(toneIcon(Tone::Success));
    m_title->setText(tr("Issued: %1").arg(orderTitle(m_outcome.order)));
    const bool isPkcs12 = m_outcome.order.kind == orders::OrderKind::Pkcs12;
    const bool isDelivered = m_outcome.order.state == orders::OrderState::Delivered;
    m_hint->setText(isPkcs12 && !isDelivered
            ? tr("The private key is kept here, encrypted, until its file is saved.")
            : QString());
    m_hint->setVisible(!m_hint->text().isEmpty());
    m_issued->show();
    qDeleteAll(m_differences->findChildren<InlineNote*>(QString(), Qt::FindDirectChildrenOnly));
    for (const QString& difference : std::as_const(m_outcome.differences)) {
        auto* note = new InlineNote(QStringLiteral("difference"), nullptr, m_differences);
        m_differences->layout()->addWidget(note);
        note->show(Tone::Warning, difference);
    }
    m_differences->setVisible(!m_outcome.differences.isEmpty());
    m_pkcs12->setVisible(isPkcs12 && !isDelivered && !m_seal);
    m_certificate->setChain(m_outcome.chain);
    m_certificate->show();
}

void ResultPanel::showFailed()
{
    m_icon->setIcon(toneIcon(Tone::Error));
    m_title->setText(tr("No certificate for %1").arg(orderTitle(m_outcome.order)));
    if (m_outcome.failure)
        m_failure->show(*m_outcome.failure);
    else
        m_failure->show(Tone::Error, tr("The order has failed."));
    const QString status = m_outcome.order.caStatus;
    const QString answer = m_outcome.order.lastAnswer;
    QStringList lines;
    if (!status.isEmpty())
        lines.append(tr("Status at Sectigo: %1").arg(status));
    if (!answer.isEmpty())
        lines.append(tr("Last answer: %1").arg(answer));
    lines.append(tr("Order: %1").arg(m_outcome.order.id));
    m_hint->setText(lines.join(u'\n'));
    m_hint->show();
    m_issued->hide();
    m_certificate->hide();
}

QString ResultPanel::whyNoPkcs12() const
{
    if (m_isSaving)
        return tr("The file is being written.");
    if (m_outcome.order.state == orders::OrderState::Delivered)
        return tr("The key was handed over and is not here any more.");
    return m_seal ? QString() : m_pkcs12->problem();
}

void ResultPanel::updateButtons()
{
    const bool isIssued = m_outcome.state == OutcomeState::Issued;
    const bool isPkcs12 = m_outcome.order.kind == orders::OrderKind::Pkcs12;
    m_savePkcs12->setVisible(isIssued && isPkcs12);
    setAvailable(m_savePkcs12, whyNoPkcs12());
    m_save->setVisible(isIssued);
    m_copy->setVisible(isIssued);
    const QString noChain =
        m_outcome.chain.isEmpty() ? tr("The certificate could not be read.") : QString();
    setAvailable(m_save, noChain);
    setAvailable(m_copy, noChain);
    m_edit->setVisible(!isIssued);
}

void ResultPanel::chooseFormat(CertificateFormat format)
{
    askWhereToSave(this, m_state,
        { tr("Save the certificate"),
            fileNameOf(m_outcome.order, workspace::certificateFormatName(format)),
            { certificateFilter(format) } },
        [this, format](const QString& path) { save(path, format); });
}

void ResultPanel::save(const QString& path, CertificateFormat format)
{
    const auto bytes = workspace::certificateBytes(m_outcome.chain, format);
    if (!bytes) {
        m_messages->show(bytes.error());
        return;
    }
    const auto written = workspace::writeFile(path, *bytes, workspace::FilePrivacy::Shared);
    if (!written) {
        m_messages->show(written.error());
        return;
    }
    m_messages->show(Tone::Success, tr("Saved to %1.").arg(path));
    markDelivered();
}

void ResultPanel::copyPem()
{
    const auto bytes = workspace::certificateBytes(m_outcome.chain, CertificateFormat::Pem);
    if (!bytes) {
        m_messages->show(bytes.error());
        return;
    }
    QApplication::clipboard()->setText(QString::fromLatin1(*bytes));
    m_messages->show(Tone::Success, tr("The certificate and its chain are on the clipboard."));
    markDelivered();
}

/// A certificate for a request is delivered with its first copy. A key made here stays until its
/// own file is written.
void ResultPanel::markDelivered()
{
    if (m_outcome.order.kind != orders::OrderKind::Pkcs10 || !m_connector
        || m_outcome.order.state != orders::OrderState::Issued)
        return;
    m_outcome.order.state = orders::OrderState::Delivered;
    const orders::OrderId id = m_outcome.order.id;
    consume(m_connector->engine()->markDelivered(id), this, [this, id](const Result<void>& done) {
        if (!done)
            m_messages->show(done.error());
        else
            Q_EMIT delivered(id);
    });
}

void ResultPanel::choosePkcs12()
{
    askWhereToSave(this, m_state,
        { tr("Save key and certificate"), fileNameOf(m_outcome.order, QStringLiteral("p12")),
            { pkcs12Filter() } },
        [this](const QString& path) { savePkcs12(path); });
}

void ResultPanel::savePkcs12(const QString& path)
{
    if (m_isSaving || !m_connector)
        return;
    const FileSeal seal = m_seal ? *m_seal : FileSeal { m_pkcs12->password(), m_pkcs12->target() };
    if (seal.password.isEmpty())
        return;
    m_isSaving = true;
    updateButtons();
    const orders::OrderId id = m_outcome.order.id;
    consume(workspace::deliverPkcs12(
                m_connector, m_outcome, path, seal.password, pki::formFor(seal.target)),
        this, [this, id, path](const Result<void>& done) {
            m_isSaving = false;
            if (done)
                Q_EMIT delivered(id);
            if (id != m_outcome.order.id)
                return;
            if (!done) {
                m_messages->show(done.error());
            } else {
                m_outcome.order.state = orders::OrderState::Delivered;
                m_seal.reset();
                m_pkcs12->clearPassword();
                showIssued();
                m_messages->show(Tone::Success,
                    tr("Saved to %1. The private key is in that file only; it was removed here.")
                        .arg(path));
            }
            updateButtons();
        });
}

} // namespace gatehouse::ui
