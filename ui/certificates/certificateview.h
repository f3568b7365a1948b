// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/clock.h>
#include <core/pki/certificate.h>
#include <ui/format.h>
#include <ui/widgets/detailsgrid.h>

#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QListWidget;

namespace gatehouse::ui {

class IconLabel;

/// What a certificate says, in the order of the details.
QList<DetailsGrid::Row> certificateRows(
    const pki::Certificate& certificate, const QTimeZone& zone = QTimeZone());

/// A chain, leaf first: what it is and how long it is valid, its certificates, and the details of
/// the chosen one. As high as it needs; whoever shows it scrolls.
class CertificateView final : public QWidget {
    Q_OBJECT

public:
    explicit CertificateView(std::shared_ptr<Clock> clock, QWidget* parent = nullptr);

    /// `status` is what counts more than the dates of the first certificate: "Revoked".
    void setChain(
        const QList<pki::Certificate>& chain, const std::optional<Phrase>& status = std::nullopt);
    const QList<pki::Certificate>& chain() const { return m_chain; }
    /// The chosen certificate of the chain; null without one.
    pki::Certificate current() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void showSummary();
    void showDetails(int row);
    void fitList();

    std::shared_ptr<Clock> m_clock;
    QList<pki::Certificate> m_chain;
    std::optional<Phrase> m_status;
    IconLabel* m_icon;
    QLabel* m_name;
    QLabel* m_validity;
    QLabel* m_chainLabel;
    QListWidget* m_list;
    DetailsGrid* m_details;
};

} // namespace gatehouse::ui
