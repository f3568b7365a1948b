// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/trustaddition.h>

#include <QFrame>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace gatehouse::ui {

class ChainView;
class UiState;

/// Says who signs the TLS connection in place of a trusted issuer, shows that certificate, and lets
/// a person trust it: after saying that the fingerprint was compared, into a new file.
class TrustOfferView final : public QFrame {
    Q_OBJECT

public:
    explicit TrustOfferView(UiState& state, QWidget* parent = nullptr);

    /// Shows itself when the check of these settings ended at an issuer that is not trusted.
    void offerAfter(workspace::Workspace& workspace, const settings::ConnectorSettings& settings,
        const connector::CheckReport& report);
    void setOffer(
        const workspace::TrustOffer& offer, const QString& suggestedFile, const QDateTime& now);
    QString file() const;
    const pki::Certificate& certificate() const { return m_offer.certificate; }

Q_SIGNALS:
    /// The person has confirmed the fingerprint and wants `certificate()` trusted.
    void accepted();

private:
    void layOut();
    void updateButton();
    void chooseFile();

    UiState& m_state;
    workspace::TrustOffer m_offer;
    QLabel* m_text;
    QLabel* m_obstacle;
    QWidget* m_question;
    ChainView* m_certificate;
    QCheckBox* m_compared;
    QLineEdit* m_file;
    QPushButton* m_accept;
};

} // namespace gatehouse::ui
