// SPDX-License-Identifier: Apache-2.0
#include <ui/check/chainview.h>
#include <ui/format.h>
#include <ui/theme.h>
#include <ui/widgets/detailsgrid.h>

#include <QFrame>
#include <QLabel>
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
    , m_list(new QVBoxLayout)
{
    setObjectName(QStringLiteral("chainView"));
    auto* heading = new QLabel(title, this);
    styleHeading(heading, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(heading);
    layout->addLayout(m_list);
    hide();
}

void ChainView::setChain(const QList<pki::Certificate>& chain, const QDateTime& now)
{
    m_chain = chain;
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
