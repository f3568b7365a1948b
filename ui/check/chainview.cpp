// SPDX-License-Identifier: Apache-2.0
#include <ui/certificates/certificateview.h>
#include <ui/check/chainview.h>
#include <ui/format.h>
#include <ui/theme.h>
#include <ui/widgets/detailsgrid.h>

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

QString issuerText(const pki::Certificate& certificate)
{
    return certificate.isSelfIssued() ? ChainView::tr("itself")
                                      : visibleText(certificate.issuer().toString());
}

QString validityText(const pki::Certificate& certificate, const QDateTime& now)
{
    const Phrase phrase = validityPhrase(certificate.notBefore(), certificate.notAfter(), now);
    return ChainView::tr("until %1, %2", "the end of validity, how long that is from now")
        .arg(formatTime(certificate.notAfter()), phrase.text);
}

} // namespace

ChainView::ChainView(const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_cards(new QWidget(this))
    , m_list(new QVBoxLayout(m_cards))
    , m_all(new QToolButton(this))
{
    setObjectName(QStringLiteral("chainView"));
    auto* heading = new QLabel(title, this);
    styleHeading(heading, 2);
    m_all->setObjectName(QStringLiteral("chainAllDetails"));
    m_all->setText(tr("All details"));
    m_all->setAccessibleName(tr("All details of the certificates"));
    m_all->setCheckable(true);
    connect(m_all, &QToolButton::toggled, this, &ChainView::showAllDetails);
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(gap);
    auto* head = new QHBoxLayout;
    head->addWidget(heading, 1);
    head->addWidget(m_all);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addLayout(head);
    layout->addWidget(m_cards);
    hide();
}

void ChainView::setChain(const QList<pki::Certificate>& chain, const QDateTime& now)
{
    m_chain = chain;
    m_all->setChecked(false);
    while (QLayoutItem* item = m_list->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const pki::Certificate& certificate : chain)
        addCertificate(certificate, now);
    setVisible(!chain.isEmpty());
}

void ChainView::addCertificate(const pki::Certificate& certificate, const QDateTime& now)
{
    const QString subject = visibleText(certificate.subject().toString());
    auto* card = new QFrame(this);
    card->setObjectName(QStringLiteral("chainCertificate"));
    card->setFrameShape(QFrame::StyledPanel);
    card->setAutoFillBackground(true);
    card->setBackgroundRole(QPalette::Base);
    card->setAccessibleName(subject);
    auto* grid = new DetailsGrid(card);
    grid->setRows({
        { QStringLiteral("chainSubject"), tr("Subject"), subject },
        { QStringLiteral("chainIssuer"), tr("Issued by"), issuerText(certificate) },
        { QStringLiteral("chainValidity"), tr("Valid"), validityText(certificate, now) },
        { QStringLiteral("chainFingerprint"), tr("SHA-256 fingerprint"),
            formatFingerprint(certificate.sha256Fingerprint()), true },
    });
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(gap + smallGap, gap, gap + smallGap, gap);
    layout->addWidget(grid);
    m_list->addWidget(card);
}

void ChainView::showAllDetails(bool all)
{
    if (all && m_details == nullptr) {
        m_details = new CertificateView(std::make_shared<SystemClock>(), this);
        layout()->addWidget(m_details);
    }
    if (all)
        m_details->setChain(m_chain);
    if (m_details != nullptr)
        m_details->setVisible(all);
    m_cards->setVisible(!all);
}

QString ChainView::toText() const
{
    QStringList lines;
    for (const pki::Certificate& certificate : m_chain) {
        lines.append(tr("Certificate seen: %1").arg(visibleText(certificate.subject().toString())));
        lines.append(QStringLiteral("    ") + tr("issued by %1").arg(issuerText(certificate)));
        lines.append(QStringLiteral("    ")
            + tr("valid until %1").arg(certificate.notAfter().toString(Qt::ISODate)));
        lines.append(QStringLiteral("    ")
            + tr("SHA-256 %1").arg(formatFingerprint(certificate.sha256Fingerprint())));
    }
    return lines.join(u'\n');
}

} // namespace gatehouse::ui
