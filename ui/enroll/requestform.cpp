// SPDX-License-Identifier: Apache-2.0
#include <ui/enroll/csrfield.h>
#include <ui/enroll/customfieldsform.h>
#include <ui/enroll/dneditor.h>
#include <ui/enroll/fields.h>
#include <ui/enroll/fittingstack.h>
#include <ui/enroll/profilefield.h>
#include <ui/enroll/requestform.h>
#include <ui/enroll/saneditor.h>
#include <ui/enroll/validityfield.h>
#include <ui/enroll/verdictpanel.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/inlinenote.h>
#include <ui/widgets/pkcs12field.h>
#include <ui/widgets/scrollarea.h>

#include <QApplication>
#include <QBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>

namespace gatehouse::ui {

namespace {

constexpr auto checkDelay = std::chrono::milliseconds(150);
constexpr int longestComment = 900; // what enrollment::plan lets through
constexpr int widestForm = 1040;
/// Below this many average characters the verdict stands under the form, not beside it.
constexpr int charactersForTwoColumns = 110;

QString userName()
{
    const QString user = qEnvironmentVariable("USER");
    return user.isEmpty() ? qEnvironmentVariable("USERNAME", QStringLiteral("gatehouse")) : user;
}

} // namespace

RequestForm::RequestForm(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("requestForm"));
    auto* content = new QWidget(this);
    content->setMaximumWidth(widestForm);
    m_verdict = new VerdictPanel(content);
    m_columns = new QBoxLayout(QBoxLayout::LeftToRight, content);
    m_columns->setContentsMargins(pageMargin, wideGap, pageMargin, pageMargin);
    m_columns->setSpacing(pageMargin);
    m_columns->addWidget(makeForm(), 3);
    m_columns->addWidget(m_verdict, 2, Qt::AlignTop);
    auto* scroll = scrollAround(content, QStringLiteral("requestScroll"), tr("The request"), this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    layout->addWidget(makeFooter());
    m_checkSoon.setSingleShot(true);
    m_checkSoon.setInterval(checkDelay);
    connectFields();
    setPkcs12(false);
    check();
}

QWidget* RequestForm::makeForm()
{
    auto* form = new QWidget(this);
    auto* layout = new QVBoxLayout(form);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    m_profile = new ProfileField(form);
    layout->addWidget(m_profile);
    layout->addWidget(makeKinds());
    layout->addWidget(makeSubject());
    layout->addWidget(makeDetails());
    layout->addStretch(1);
    return form;
}

QWidget* RequestForm::makeKinds()
{
    auto* kinds = new QWidget(this);
    kinds->setAccessibleName(tr("Where the key is"));
    m_hasCsr = new QRadioButton(tr("I ha&ve a certificate request (PKCS #10)"), kinds);
    m_hasCsr->setObjectName(QStringLiteral("kindPkcs10"));
    m_makesKey = new QRadioButton(tr("Make the &key here, for a PKCS #12 file"), kinds);
    m_makesKey->setObjectName(QStringLiteral("kindPkcs12"));
    auto* layout = new QVBoxLayout(kinds);
    layout->setContentsMargins(0, gap, 0, 0);
    layout->setSpacing(smallGap);
    layout->addWidget(m_hasCsr);
    layout->addWidget(m_makesKey);
    return kinds;
}

QWidget* RequestForm::makeSubject()
{
    m_subjects = new FittingStack(this);
    m_csr = new CsrField(m_subjects);
    auto* subject = new QWidget(m_subjects);
    auto* layout = new QVBoxLayout(subject);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap);
    addHeading(layout, tr("Subject"));
    m_dn = new DnEditor(subject);
    layout->addWidget(m_dn);
    m_subjects->addWidget(m_csr);
    m_subjects->addWidget(subject);
    return m_subjects;
}

QWidget* RequestForm::makeDetails()
{
    auto* details = new QWidget(this);
    auto* layout = new QVBoxLayout(details);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    addHeading(layout, tr("Further names"));
    m_names = new SanEditor(details);
    layout->addWidget(m_names);
    m_pkcs12 = new Pkcs12Field(details);
    addHeading(layout, tr("Order"));
    m_validity = new ValidityField(details);
    layout->addWidget(m_validity);
    m_customFields = new CustomFieldsForm(details);
    layout->addWidget(m_customFields);
    m_comment = new QLineEdit(details);
    m_comment->setObjectName(QStringLiteral("comment"));
    m_comment->setMaxLength(longestComment);
    m_comment->setPlaceholderText(tr("Shown with the order in Sectigo Certificate Manager"));
    addLabel(layout, tr("&Comment"), m_comment);
    layout->addWidget(m_comment);
    layout->addSpacing(gap);
    layout->addWidget(m_pkcs12);
    return details;
}

QWidget* RequestForm::makeFooter()
{
    auto* footer = new QWidget(this);
    auto* layout = new QHBoxLayout(footer);
    layout->setContentsMargins(pageMargin, gap, pageMargin, wideGap);
    m_review = new QPushButton(tr("Review the or&der"), footer);
    m_review->setObjectName(QStringLiteral("reviewOrder"));
    m_review->setDefault(true);
    layout->addWidget(m_review);
    layout->addStretch(1);
    return footer;
}

void RequestForm::connectFields()
{
    const auto changed = [this] {
        m_checkSoon.start();
        Q_EMIT edited();
    };
    connect(m_profile, &ProfileField::changed, this, [this, changed] {
        profileChanged();
        changed();
    });
    connect(m_csr, &CsrField::changed, this, changed);
    connect(m_dn, &DnEditor::changed, this, changed);
    connect(m_names, &SanEditor::changed, this, changed);
    connect(m_pkcs12, &Pkcs12Field::changed, this, changed);
    connect(m_validity, &ValidityField::changed, this, changed);
    connect(m_customFields, &CustomFieldsForm::changed, this, changed);
    connect(m_comment, &QLineEdit::textEdited, this, changed);
    connect(m_makesKey, &QRadioButton::toggled, this, [this, changed](bool makesKey) {
        m_subjects->setCurrentWidget(makesKey ? m_dn->parentWidget() : m_csr);
        m_pkcs12->setVisible(makesKey);
        changed();
    });
    connect(&m_checkSoon, &QTimer::timeout, this, &RequestForm::check);
    connect(m_review, &QPushButton::clicked, this, [this] {
        check();
        if (m_whyNot.isEmpty() && !m_isBusy)
            Q_EMIT reviewRequested();
    });
}

void RequestForm::setOffer(const Offer& offer)
{
    m_offer = offer;
    m_profile->setChoices(offer.choices ? offer.choices : ProfileField::choicesOf({}));
    m_customFields->setDefinitions(offer.customFields);
    profileChanged();
    check();
}

void RequestForm::profileChanged()
{
    const QString id = m_profile->profileId();
    m_profile->note().clear();
    const auto effective =
        id.isEmpty() || !m_offer.connector ? failure(Error::cancelled()) : m_offer.effective(id);
    m_profile->showAllowed(effective);
    if (effective)
        m_validity->setTerms(effective->terms);
}

bool RequestForm::isPkcs12() const
{
    return m_makesKey->isChecked();
}

void RequestForm::setPkcs12(bool isPkcs12)
{
    m_hasCsr->setChecked(!isPkcs12);
    m_makesKey->setChecked(isPkcs12);
    m_pkcs12->setVisible(isPkcs12);
    m_subjects->setCurrentWidget(isPkcs12 ? m_dn->parentWidget() : m_csr);
}

Result<void> RequestForm::readSubject(enrollment::EnrollmentRequest& request) const
{
    if (!isPkcs12()) {
        const auto& csr = m_csr->value();
        if (!csr)
            return failure(ErrorKind::Usage, tr("Give the certificate request."));
        if (!*csr)
            return failure(csr->error());
        request.csr = **csr;
        return {};
    }
    const auto subject = m_dn->value();
    if (!subject)
        return failure(subject.error());
    request.subject = *subject;
    return {};
}

Result<enrollment::EnrollmentRequest> RequestForm::request() const
{
    enrollment::EnrollmentRequest request;
    request.profileId = m_profile->profileId();
    request.requestedBy = userName();
    request.days = m_validity->days();
    request.comment = m_comment->text().trimmed();
    request.customFields = m_customFields->value();
    if (request.profileId.isEmpty())
        return failure(ErrorKind::Usage, tr("Choose a profile."));
    if (const auto subject = readSubject(request); !subject)
        return failure(subject.error());
    const auto names = m_names->value();
    if (!names)
        return failure(names.error());
    request.subjectAltNames = *names;
    return request;
}

/// What a person simply has not come to yet.
QString RequestForm::missing() const
{
    if (!m_offer.connector)
        return tr("The profiles of this certificate authority are not here yet.");
    if (m_profile->profileId().isEmpty())
        return tr("Choose a profile.");
    if (!isPkcs12() && !m_csr->value())
        return tr("Give the certificate request: drop it, paste it or open its file.");
    if (isPkcs12() && m_dn->isEmpty())
        return tr("Enter the subject, at least its common name (CN).");
    return {};
}

void RequestForm::check()
{
    m_checkSoon.stop();
    clearPolicyErrors();
    m_whyNot = missing();
    if (!m_whyNot.isEmpty()) {
        m_verdict->showMissing(m_whyNot);
    } else if (const auto asked = request(); !asked) {
        m_whyNot = asked.error().message;
        m_verdict->showError(m_whyNot);
    } else {
        showPlan(m_offer.plan(*asked));
    }
    showReadiness();
    leadToReview();
}

void RequestForm::showPlan(const Result<enrollment::Plan>& plan)
{
    if (!plan) {
        m_whyNot = plan.error().message;
        showPolicyError(plan.error());
        return;
    }
    m_verdict->showPlan(*plan);
    if (isPkcs12())
        m_whyNot = m_pkcs12->problem();
}

/// From a file that was opened and can be ordered, the next step is the review.
void RequestForm::leadToReview()
{
    if (!m_hasOpenedFile || (m_csr->value() && !*m_csr->value())) {
        m_hasOpenedFile = false;
    } else if (m_whyNot.isEmpty()) {
        m_hasOpenedFile = false;
        if (m_csr->isAncestorOf(QApplication::focusWidget()))
            m_review->setFocus(Qt::OtherFocusReason);
    }
}

void RequestForm::clearPolicyErrors()
{
    m_profile->note().clear();
    if (m_csr->value() && m_csr->value()->has_value())
        m_csr->showPolicyError({});
    m_dn->showPolicyError({});
    m_names->showPolicyError({});
    m_validity->showPolicyError({});
    m_customFields->showPolicyError({});
}

void RequestForm::showPolicyError(const Error& error)
{
    m_verdict->showError(error.message);
    const QString& cause = error.cause;
    if (cause == QLatin1String("policy/term"))
        m_validity->showPolicyError(error.message);
    else if (cause == QLatin1String("policy/custom-field"))
        m_customFields->showPolicyError(error.message);
    else if (cause == QLatin1String("policy/unknown-profile"))
        m_profile->note().showError(error.message);
    else if (!isPkcs12() && error.kind == ErrorKind::Policy)
        m_csr->showPolicyError(error.message);
    else if (cause == QLatin1String("policy/names") && m_names->isEmpty())
        m_dn->showPolicyError(error.message);
    else if (cause == QLatin1String("policy/names"))
        m_names->showPolicyError(error.message);
}

bool RequestForm::isPristine() const
{
    return m_csr->isEmpty() && !hasTyped();
}

bool RequestForm::hasTyped() const
{
    const bool isEmpty = m_dn->isEmpty() && m_names->isEmpty() && m_pkcs12->isEmpty()
        && m_comment->text().isEmpty() && m_customFields->isEmpty();
    return !isEmpty;
}

void RequestForm::setOrder(const orders::Order& order)
{
    clearRequest();
    const bool isPkcs12 = order.kind == orders::OrderKind::Pkcs12;
    setPkcs12(isPkcs12);
    m_profile->setProfileId(order.profileId);
    m_validity->setDays(order.term);
    if (isPkcs12) {
        if (const auto subject = pki::DistinguishedName::parse(order.subject))
            m_dn->setValue(*subject);
    } else if (const auto csr = pki::CertificateRequest::parse(order.csr)) {
        m_csr->setRequest(*csr);
    }
    QList<pki::GeneralName> names;
    for (const QString& text : order.subjectAltNames) {
        if (const auto name = pki::GeneralName::parse(text))
            names.append(*name);
    }
    m_names->setValue(names);
    check();
}

void RequestForm::clearRequest()
{
    m_csr->clear();
    m_dn->clear();
    m_names->clear();
    m_pkcs12->clearPassword();
    m_comment->clear();
    m_customFields->clear();
    check();
}

void RequestForm::chooseProfile(const QString& id)
{
    m_profile->setProfileId(id);
}

void RequestForm::openFiles(const QStringList& files)
{
    setPkcs12(false);
    m_hasOpenedFile = true;
    m_csr->openFiles(files);
    m_csr->setFocus();
}

void RequestForm::focusProfile()
{
    m_profile->setFocus();
}

void RequestForm::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    if (!isBusy) {
        check();
        return;
    }
    m_verdict->showMissing(
        tr("Sectigo is asked what it wants to know with this order. Esc stops that."));
    showReadiness();
}

void RequestForm::showReadiness()
{
    setAvailable(m_review, m_isBusy ? tr("The order is being checked.") : m_whyNot,
        tr("Shows what will be ordered; nothing is ordered yet"));
}

void RequestForm::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const bool isWide = width() >= fontMetrics().averageCharWidth() * charactersForTwoColumns;
    m_columns->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

} // namespace gatehouse::ui
