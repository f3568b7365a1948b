// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/connector/connector.h>
#include <core/workspace/delivery.h>
#include <ui/enroll/fileseal.h>

#include <QWidget>

class QLabel;
class QPushButton;

namespace gatehouse::ui {

class IconLabel;
class CertificateView;
class MessageBar;
class Pkcs12Field;
class UiState;

/// The last state of the page: the certificate, to be saved, or why there is none.
class ResultPanel final : public QWidget {
    Q_OBJECT

public:
    ResultPanel(std::shared_ptr<Clock> clock, UiState& state, QWidget* parent = nullptr);

    /// Without a `seal` a PKCS #12 order asks for password and target.
    void setOutcome(const enrollment::Outcome& outcome,
        const std::shared_ptr<connector::Connector>& connector, std::optional<FileSeal> seal);
    const orders::OrderId& order() const { return m_outcome.order.id; }
    MessageBar& messages() { return *m_messages; }
    /// Drops certificate and password.
    void clear();
    void focusFirst(); ///< what is done next with the order

Q_SIGNALS:
    void delivered(const gatehouse::orders::OrderId& order); ///< its owner has it
    void editRequested(const gatehouse::orders::Order& order);
    void newRequested();

private:
    QWidget* makeIssued();
    QWidget* makeButtons();
    void showIssued();
    void showFailed();
    void updateButtons();
    void chooseFormat(workspace::CertificateFormat format);
    void save(const QString& path, workspace::CertificateFormat format);
    void choosePkcs12();
    void savePkcs12(const QString& path);
    void copyPem();
    void markDelivered();
    QString whyNoPkcs12() const;

    UiState& m_state;
    enrollment::Outcome m_outcome;
    std::shared_ptr<connector::Connector> m_connector;
    std::optional<FileSeal> m_seal;
    bool m_isSaving = false;
    MessageBar* m_messages;
    MessageBar* m_failure;
    IconLabel* m_icon;
    QLabel* m_title;
    QLabel* m_hint;
    QWidget* m_issued = nullptr;
    QWidget* m_differences = nullptr;
    Pkcs12Field* m_pkcs12 = nullptr;
    CertificateView* m_certificate = nullptr;
    QPushButton* m_savePkcs12 = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_edit = nullptr;
    QPushButton* m_new = nullptr;
};

} // namespace gatehouse::ui
