// SPDX-License-Identifier: Apache-2.0
#include <ui/certificates/certificateview.h>
#include <ui/widgets/iconlabel.h>
#include <ui/widgets/textlabel.h>
#include <ui/words.h>

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int iconSize = 20;

QString usagesOf(const QStringList& usages)
{
    QStringList words;
    for (const QString& usage : usages)
        words.append(formatKeyUsage(usage));
    return words.join(u'\n');
}

QString alternativeNames(const pki::Certificate& certificate)
{
    QStringList lines;
    const auto names = certificate.subjectAltNames();
    for (const pki::GeneralName& name : names)
        lines.append(formatGeneralName(name));
    return lines.join(u'\n');
}

QString keyText(const pki::Certificate& certificate)
{
    const auto type = certificate.keyType();
    return type ? type->toString() : type.error().message;
}

QString roleOf(const pki::Certificate& certificate, int place)
{
    if (!certificate.isCa())
        return place == 0 ? Words::tr("Certificate") : Words::tr("Further certificate");
    return certificate.isSelfIssued() ? Words::tr("Root CA") : Words::tr("Issuing CA");
}

} // namespace

QList<DetailsGrid::Row> certificateRows(const pki::Certificate& certificate, const QTimeZone& zone)
{
    const auto serial = certificate.serialNumber();
    return {
        { QStringLiteral("subject"), Words::tr("Issued to"), formatName(certificate.subject()),
            false, certificate.subject().toString() },
        { QStringLiteral("alternativeNames"), Words::tr("Alternative names"),
            alternativeNames(certificate) },
        { QStringLiteral("validFrom"), Words::tr("Valid from"),
            formatTimeWithUtc(certificate.notBefore(), zone) },
        { QStringLiteral("validUntil"), Words::tr("Valid until"),
            formatTimeWithUtc(certificate.notAfter(), zone) },
        { QStringLiteral("serialNumber"), Words::tr("Serial number"), serial.toHex(), true },
        { QStringLiteral("serialNumberColons"), Words::tr("with colons"), serial.toColonHex(),
            true },
        { QStringLiteral("issuer"), Words::tr("Issued by"), formatName(certificate.issuer()), false,
            certificate.issuer().toString() },
        { QStringLiteral("key"), Words::tr("Key"), keyText(certificate) },
        { QStringLiteral("signatureAlgorithm"), Words::tr("Signature algorithm"),
            certificate.signatureAlgorithm() },
        { QStringLiteral("keyUsage"), Words::tr("Key usage"), usagesOf(certificate.keyUsages()) },
        { QStringLiteral("extendedKeyUsage"), Words::tr("Extended key usage"),
            usagesOf(certificate.extendedKeyUsages()) },
        { QStringLiteral("sha1"), Words::tr("SHA-1 fingerprint"),
            formatFingerprint(certificate.sha1Fingerprint()), true },
        { QStringLiteral("sha256"), Words::tr("SHA-256 fingerprint"),
            formatFingerprint(certificate.sha256Fingerprint()), true },
    };
}

CertificateView::CertificateView(std::shared_ptr<Clock> clock, QWidget* parent)
    : QWidget(parent)
    , m_clock(std::move(clock))
    , m_icon(new IconLabel(iconSize, this))
    , m_name(textLabel(QStringLiteral("certificateName"), this))
    , m_validity(textLabel(QStringLiteral("certificateValidity"), this))
    , m_chainLabel(new QLabel(tr("Chain"), this))
    , m_list(new QListWidget(this))
    , m_details(new DetailsGrid(this))
{
    setObjectName(QStringLiteral("certificateView"));
    styleHeading(m_name, 2);
    m_list->setObjectName(QStringLiteral("certificateChain"));
    m_list->setAccessibleName(tr("Certificates of the chain"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideRight);
    m_chainLabel->setBuddy(m_list);
    styleSecondary(m_chainLabel);
    m_details->setObjectName(QStringLiteral("certificateDetails"));
    connect(m_list, &QListWidget::currentRowChanged, this, &CertificateView::showDetails);

    auto* heading = new QVBoxLayout;
    heading->setSpacing(smallGap);
    heading->addWidget(m_name);
    auto* line = new QHBoxLayout;
    line->addWidget(m_icon, 0, Qt::AlignTop);
    line->addWidget(m_validity, 1);
    heading->addLayout(line);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap + smallGap);
    layout->addLayout(heading);
    layout->addWidget(m_chainLabel);
    layout->addWidget(m_list);
    layout->addWidget(m_details);
    layout->addStretch(1);
    setChain({});
}

void CertificateView::setChain(
    const QList<pki::Certificate>& chain, const std::optional<Phrase>& status)
{
    m_chain = chain;
    m_status = status;
    m_list->clear();
    for (int place = 0; place < m_chain.size(); ++place) {
        const pki::Certificate& certificate = m_chain.at(place);
        const Phrase validity =
            validityPhrase(certificate.notBefore(), certificate.notAfter(), m_clock->now());
        auto* item = new QListWidgetItem(toneIcon(validity.tone),
            tr("%1: %2, %3", "role in the chain, common name, expires in 29 days")
                .arg(roleOf(certificate, place), shortName(certificate.subject()), validity.text),
            m_list);
        item->setToolTip(visibleText(certificate.subject().toString()));
    }
    const bool hasChain = m_chain.size() > 1;
    m_list->setVisible(hasChain);
    m_chainLabel->setVisible(hasChain);
    fitList();
    showSummary();
    m_list->setCurrentRow(m_chain.isEmpty() ? -1 : 0);
    showDetails(m_list->currentRow());
}

pki::Certificate CertificateView::current() const
{
    const int row = m_list->currentRow();
    return row < 0 || row >= m_chain.size() ? pki::Certificate() : m_chain.at(row);
}

void CertificateView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitList();
}

void CertificateView::showSummary()
{
    m_icon->setVisible(!m_chain.isEmpty());
    if (m_chain.isEmpty()) {
        m_name->clear();
        m_validity->clear();
        return;
    }
    const pki::Certificate& leaf = m_chain.first();
    Phrase validity = validityPhrase(leaf.notBefore(), leaf.notAfter(), m_clock->now());
    if (m_status) {
        validity = { tr("%1 at Sectigo, %2", "Revoked, expires in 29 days")
                         .arg(m_status->text, validity.text),
            m_status->tone };
    }
    m_icon->setIcon(toneIcon(validity.tone));
    m_name->setText(shortName(leaf.subject()));
    m_validity->setText(
        tr("%1 (%2)", "expires in 29 days, date").arg(validity.text, formatTime(leaf.notAfter())));
    setAccessibleName(tr("Certificate %1, %2", "common name, expires in 29 days")
                          .arg(m_name->text(), validity.text));
}

void CertificateView::showDetails(int row)
{
    const bool isThere = row >= 0 && row < m_chain.size();
    m_details->setRows(isThere ? certificateRows(m_chain.at(row)) : QList<DetailsGrid::Row>());
}

void CertificateView::fitList()
{
    int height = 2 * m_list->frameWidth();
    for (int row = 0; row < m_list->count(); ++row)
        height += m_list->sizeHintForRow(row);
    m_list->setFixedHeight(height);
}

} // namespace gatehouse::ui
