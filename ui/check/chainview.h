// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/certificate.h>

#include <QDateTime>
#include <QWidget>

class QToolButton;
class QVBoxLayout;

namespace gatehouse::ui {

class CertificateView;

/// The certificates that a server showed in TLS, leaf first: subject, issuer, validity,
/// fingerprint.
class ChainView final : public QWidget {
    Q_OBJECT

public:
    explicit ChainView(const QString& title, QWidget* parent = nullptr);

    /// Hidden while empty. `now` tells what has expired.
    void setChain(const QList<pki::Certificate>& chain, const QDateTime& now);
    QString toText() const; ///< a few lines for each certificate

private:
    void showAllDetails(bool all);
    void addCertificate(const pki::Certificate& certificate, const QDateTime& now);

    QList<pki::Certificate> m_chain;
    QWidget* m_cards;
    QVBoxLayout* m_list;
    QToolButton* m_all;
    CertificateView* m_details = nullptr; ///< made when it is asked for
};

} // namespace gatehouse::ui
