// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/enroll/offer.h>

#include <QTimer>
#include <QWidget>

class QBoxLayout;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace gatehouse::ui {

class CsrField;
class CustomFieldsForm;
class DnEditor;
class FittingStack;
class Pkcs12Field;
class ProfileField;
class SanEditor;
class ValidityField;
class VerdictPanel;

/// The first state of the page: what is asked for, checked against the profile while it is entered.
class RequestForm final : public QWidget {
    Q_OBJECT

public:
    explicit RequestForm(QWidget* parent = nullptr);

    /// What was entered stays.
    void setOffer(const Offer& offer);
    /// As far as it is entered; an error while something is wrong or missing.
    Result<enrollment::EnrollmentRequest> request() const;
    bool isPkcs12() const;
    void setPkcs12(bool isPkcs12);
    bool isPristine() const;
    /// Whether something stands here that is nowhere else, as a CSR is.
    bool hasTyped() const;
    /// Fills in what an order asked for.
    void setOrder(const orders::Order& order);
    /// For the next request: profile, kind and validity stay.
    void clearRequest();
    void chooseProfile(const QString& id);
    void openFiles(const QStringList& files);
    void focusProfile();
    void setBusy(bool isBusy);
    /// Marks the field that a policy error is about.
    void showPolicyError(const Error& error);
    Pkcs12Field& pkcs12() { return *m_pkcs12; }
    ProfileField& profile() { return *m_profile; }

Q_SIGNALS:
    void reviewRequested();
    void edited();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeForm();
    QWidget* makeKinds();
    QWidget* makeSubject();
    QWidget* makeDetails();
    QWidget* makeFooter();
    void connectFields();
    void profileChanged();
    void check();
    void leadToReview();
    void showPlan(const Result<enrollment::Plan>& plan);
    QString missing() const;
    Result<void> readSubject(enrollment::EnrollmentRequest& request) const;
    void clearPolicyErrors();
    void showReadiness();

    Offer m_offer;
    QTimer m_checkSoon;
    bool m_isBusy = false;
    bool m_hasOpenedFile = false;
    QString m_whyNot;
    ProfileField* m_profile = nullptr;
    QRadioButton* m_hasCsr = nullptr;
    QRadioButton* m_makesKey = nullptr;
    FittingStack* m_subjects = nullptr;
    CsrField* m_csr = nullptr;
    DnEditor* m_dn = nullptr;
    SanEditor* m_names = nullptr;
    Pkcs12Field* m_pkcs12 = nullptr;
    ValidityField* m_validity = nullptr;
    CustomFieldsForm* m_customFields = nullptr;
    QLineEdit* m_comment = nullptr;
    VerdictPanel* m_verdict = nullptr;
    QBoxLayout* m_columns = nullptr;
    QPushButton* m_review = nullptr;
};

} // namespace gatehouse::ui
