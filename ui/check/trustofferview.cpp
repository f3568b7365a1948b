// SPDX-License-Identifier: Apache-2.0
#include <ui/check/chainview.h>
#include <ui/check/trustofferview.h>
#include <ui/format.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/savedialog.h>
#include <ui/widgets/textlabel.h>

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

TrustOfferView::TrustOfferView(UiState& state, QWidget* parent)
    : QFrame(parent)
    , m_state(state)
    , m_text(textLabel(QStringLiteral("trustText"), this))
    , m_obstacle(textLabel(QStringLiteral("trustObstacle"), this))
    , m_question(new QWidget(this))
    , m_certificate(new ChainView(tr("The certificate to trust"), m_question))
    , m_compared(new QCheckBox(m_question))
    , m_file(new QLineEdit(m_question))
    , m_accept(new QPushButton(tr("&Trust this issuer"), m_question))
{
    setObjectName(QStringLiteral("trustOffer"));
    setFrameShape(QFrame::StyledPanel);
    m_compared->setObjectName(QStringLiteral("trustCompared"));
    m_compared->setText(tr("I have &compared the SHA-256 fingerprint with one that I got another "
                           "way."));
    m_file->setObjectName(QStringLiteral("trustFile"));
    m_accept->setObjectName(QStringLiteral("trustAccept"));
    layOut();
    connect(m_compared, &QCheckBox::toggled, this, &TrustOfferView::updateButton);
    connect(m_file, &QLineEdit::textChanged, this, &TrustOfferView::updateButton);
    connect(m_accept, &QPushButton::clicked, this, &TrustOfferView::accepted);
    hide();
}

void TrustOfferView::layOut()
{
    auto* heading = new QLabel(tr("Somebody else signs this connection"), this);
    styleHeading(heading, 2);
    auto* fileLabel = new QLabel(tr("New trust store &file (PEM):"), m_question);
    fileLabel->setBuddy(m_file);
    m_file->setAccessibleName(tr("New trust store file"));
    auto* choose = new QPushButton(tr("C&hoose…"), m_question);
    choose->setObjectName(QStringLiteral("trustChooseFile"));
    choose->setAccessibleName(tr("Choose the new trust store file"));
    connect(choose, &QPushButton::clicked, this, &TrustOfferView::chooseFile);
    auto* fileRow = new QHBoxLayout;
    fileRow->addWidget(m_file, 1);
    fileRow->addWidget(choose);
    auto* hint = textLabel(QStringLiteral("trustHint"), m_question);
    hint->setText(tr("The file will hold what the present trust store holds, and this certificate. "
                     "The present one stays as it is."));
    styleSecondary(hint);
    auto* acceptRow = new QHBoxLayout;
    acceptRow->addWidget(m_accept);
    acceptRow->addStretch(1);

    auto* question = new QVBoxLayout(m_question);
    question->setContentsMargins(0, 0, 0, 0);
    question->setSpacing(gap);
    question->addWidget(m_certificate);
    question->addWidget(m_compared);
    question->addWidget(fileLabel);
    question->addLayout(fileRow);
    question->addWidget(hint);
    question->addLayout(acceptRow);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(wideGap, gap + smallGap, wideGap, wideGap);
    layout->setSpacing(gap + smallGap);
    layout->addWidget(heading);
    layout->addWidget(m_text);
    layout->addWidget(m_obstacle);
    layout->addWidget(m_question);
}

void TrustOfferView::offerAfter(workspace::Workspace& workspace,
    const settings::ConnectorSettings& settings, const connector::CheckReport& report)
{
    const auto offer = workspace::trustOffer(settings, report);
    setVisible(offer.has_value());
    if (offer) {
        setOffer(*offer, workspace::suggestedTrustFile(settings, workspace.home()),
            workspace.clock()->now());
    }
}

void TrustOfferView::setOffer(
    const workspace::TrustOffer& offer, const QString& suggestedFile, const QDateTime& now)
{
    m_offer = offer;
    m_text->setText(
        tr("%1 answered with a certificate issued by “%2”, which is not in the trust store. That "
           "happens where a proxy or firewall inspects TLS and signs it anew, and after the CA "
           "has changed its issuer; it would also happen to somebody under attack. Whoever is "
           "trusted here can read what is sent to %1, the login included.")
            .arg(offer.host, visibleText(offer.issuer)));
    m_obstacle->setText(visibleText(offer.obstacle));
    m_obstacle->setVisible(!offer.obstacle.isEmpty());
    m_question->setVisible(!offer.certificate.isNull());
    if (!offer.certificate.isNull())
        m_certificate->setChain({ offer.certificate }, now);
    m_compared->setChecked(false);
    m_file->setText(suggestedFile);
    updateButton();
    show();
}

QString TrustOfferView::file() const
{
    return m_file->text().trimmed();
}

void TrustOfferView::updateButton()
{
    QString reason;
    if (!m_compared->isChecked())
        reason = tr("First compare the fingerprint, for instance on the phone with whoever runs "
                    "the network.");
    else if (file().isEmpty())
        reason = tr("First name the file for the new trust store.");
    setAvailable(m_accept, reason);
}

void TrustOfferView::chooseFile()
{
    askWhereToSave(this, m_state, { tr("New trust store"), file(), { tr("PEM files (*.pem)") } },
        [this](const QString& path) { m_file->setText(path); });
}

} // namespace gatehouse::ui
