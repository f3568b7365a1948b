// SPDX-License-Identifier: Apache-2.0
#include <core/profiles/description.h>
#include <ui/async.h>
#include <ui/profiles/orderedchoice.h>
#include <ui/profiles/ownlist.h>
#include <ui/profiles/profileeditor.h>
#include <ui/profiles/profilefields.h>
#include <ui/profiles/rowseditor.h>
#include <ui/theme.h>
#include <ui/widgets/inlinenote.h>
#include <ui/widgets/scrollarea.h>
#include <ui/widgets/suggestions.h>

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

namespace {

using settings::LocalProfile;
using settings::ProfileProblem;

const QString idPart = QStringLiteral("id");
const QString namePart = QStringLiteral("name");
const QString certTypePart = QStringLiteral("cert_type");
const QString keyTypesPart = QStringLiteral("key-types");
const QString termsPart = QStringLiteral("terms");
const QString secondaryNamePart = QStringLiteral("use-secondary-org-name");
const QString propertiesPart = QStringLiteral("properties");
const QString variablesPart = QStringLiteral("subject-variables");
const QString namesPart = QStringLiteral("subject-alt-names");

constexpr int longestTerm = 36525;
constexpr int usualTerm = 365;
constexpr int widestForm = 760;

QLabel* rule(const QString& name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    styleSecondary(label);
    return label;
}

} // namespace

ProfileEditor::ProfileEditor(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_certTypes(new CertTypeModel(this))
{
    setObjectName(QStringLiteral("profileEditor"));
    makeFields();
    auto* scroll = scrollAround(
        form(), QStringLiteral("profileEditorScroll"), tr("Fields of the profile"), this);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_title->setObjectName(QStringLiteral("profileEditorTitle"));
    styleHeading(m_title, 2);
    auto* save = new QPushButton(icon(QStringLiteral("save")), tr("&Save profile"), this);
    save->setObjectName(QStringLiteral("profileSave"));
    save->setDefault(true);
    auto* dismiss = new QPushButton(tr("&Cancel"), this);
    dismiss->setObjectName(QStringLiteral("profileCancel"));
    connect(save, &QPushButton::clicked, this, &ProfileEditor::accept);
    connect(dismiss, &QPushButton::clicked, this, &ProfileEditor::cancelled);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(save);
    buttons->addWidget(dismiss);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap + smallGap);
    layout->addWidget(m_title);
    layout->addWidget(scroll, 1);
    layout->addLayout(buttons);
    setFocusProxy(m_id);
}

void ProfileEditor::makeFields()
{
    m_id = new QLineEdit(this);
    m_id->setObjectName(QStringLiteral("profileId"));
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("profileName"));
    m_certType = new QComboBox(this);
    m_certType->setObjectName(QStringLiteral("profileCertType"));
    m_certType->setModel(m_certTypes);
    suggestWhileTyping(
        *m_certType, QStringLiteral("profileCertTypeList"), tr("Sectigo's profiles"));
    m_certTypeNote = new InlineNote(QStringLiteral("profileCertTypeNote"), nullptr, this);
    m_keyTypes = new OwnList(QStringLiteral("profileKeyTypes"), tr("Set the &key types here"),
        tr("Key types, in the order in which they count"), this);
    m_keyTypes->choice()->setArrange(arrangedKeyTypes);
    m_terms = new OwnList(QStringLiteral("profileTerms"), tr("Set the &terms here"),
        tr("Terms in days, in the order in which they count"), this);
    m_terms->addBelow(termAdder());
    m_secondaryName = new QComboBox(this);
    m_secondaryName->setObjectName(QStringLiteral("profileSecondaryName"));
    m_secondaryName->addItem(tr("as Sectigo's profile says"));
    m_secondaryName->addItem(tr("yes"), true);
    m_secondaryName->addItem(tr("no"), false);
    m_properties = new RowsEditor(
        QStringLiteral("profileProperties"), { tr("Property"), tr("Value") }, {}, this);
    m_variables = new RowsEditor(QStringLiteral("profileVariables"),
        { tr("Name"), tr("Description") }, tr("Required"), this);
    m_names =
        new RowsEditor(QStringLiteral("profileAltNames"), { tr("Type") }, tr("Required"), this);

    connect(m_id, &QLineEdit::textChanged, this, &ProfileEditor::react);
    connect(m_name, &QLineEdit::textChanged, this, &ProfileEditor::react);
    connect(m_certType, &QComboBox::currentTextChanged, this, &ProfileEditor::followCertType);
    connect(m_secondaryName, &QComboBox::currentIndexChanged, this, &ProfileEditor::react);
    connect(m_keyTypes, &OwnList::changed, this, &ProfileEditor::react);
    connect(m_terms, &OwnList::changed, this, &ProfileEditor::react);
    for (RowsEditor* rows : { m_properties, m_variables, m_names })
        connect(rows, &RowsEditor::changed, this, &ProfileEditor::react);
}

QWidget* ProfileEditor::form()
{
    auto* content = new QWidget(this);
    content->setMaximumWidth(widestForm);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, gap, 0);
    layout->setSpacing(smallGap);
    addField(layout, idPart, tr("&ID *"), m_id, m_id,
        tr("By this ID the profile is named in requests to the gateway and on the command line."));
    addField(layout, namePart, tr("&Name *"), m_name, m_name);
    addField(layout, certTypePart, tr("Certificate T&ype *"), m_certType, m_certType,
        tr("The number of the certificate profile at Sectigo. Type a part of its name to find "
           "it."));
    layout->insertWidget(layout->count() - 1, m_certTypeNote);
    addField(layout, keyTypesPart, {}, m_keyTypes, m_keyTypes->choice()->list());
    addField(layout, termsPart, {}, m_terms, m_terms->choice()->list());
    addField(layout, secondaryNamePart, tr("&Use secondary organization name"), m_secondaryName,
        m_secondaryName);
    addField(layout, variablesPart, tr("Subject &variables"), m_variables, m_variables->table(),
        tr("What the subject of a request should hold, such as CN."));
    addField(layout, namesPart, tr("Subject &alternative names"), m_names, m_names->table(),
        tr("Types of names that a request should hold, such as dNSName."));
    addField(layout, propertiesPart, tr("Further &properties"), m_properties, m_properties->table(),
        tr("Passed on as they are in the gateway's list of profiles."));
    layout->addStretch(1);
    return content;
}

void ProfileEditor::addField(QVBoxLayout* layout, const QString& part, const QString& label,
    QWidget* field, QWidget* target, const QString& hint)
{
    if (!label.isEmpty()) {
        auto* shown = new QLabel(label, this);
        shown->setBuddy(target);
        layout->addWidget(shown);
        target->setAccessibleName(QString(label).remove(u'&').remove(QStringLiteral(" *")));
    }
    layout->addWidget(field);
    if (!hint.isEmpty()) {
        auto* shown = rule({}, this);
        shown->setText(hint);
        layout->addWidget(shown);
    }
    auto* note = new InlineNote(part + QLatin1String("Problem"), target, this);
    layout->addWidget(note);
    layout->addSpacing(gap + smallGap);
    m_notes.insert(part, note);
    m_targets.insert(part, target);
    target->setProperty("part", part);
    target->installEventFilter(this);
}

QWidget* ProfileEditor::termAdder()
{
    auto* row = new QWidget(this);
    m_newTerm = new QSpinBox(row);
    m_newTerm->setObjectName(QStringLiteral("profileNewTerm"));
    m_newTerm->setRange(1, longestTerm);
    m_newTerm->setValue(usualTerm);
    m_newTerm->setSuffix(tr(" days"));
    m_newTerm->setAccessibleName(tr("Another term in days"));
    auto* add = new QPushButton(tr("Add te&rm"), row);
    add->setObjectName(QStringLiteral("profileAddTerm"));
    connect(add, &QPushButton::clicked, this, &ProfileEditor::addTerm);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_newTerm);
    layout->addWidget(add);
    layout->addStretch(1);
    return row;
}

void ProfileEditor::setProfile(const LocalProfile& profile,
    const QList<scm::CertificateType>& types, const QStringList& otherIds)
{
    m_isFilling = true;
    m_original = profile;
    m_types = types;
    m_otherIds = otherIds;
    m_touched.clear();
    m_title->setText(profile == LocalProfile() ? tr("New local profile")
                                               : tr("Local profile “%1”").arg(profile.name));
    m_id->setText(profile.id);
    m_name->setText(profile.name);
    fillCertTypes(profile.property(certTypePart).value_or(QString()).trimmed());
    m_keyTypes->setOwn(profile.property(keyTypesPart).has_value());
    m_terms->setOwn(profile.property(termsPart).has_value());
    fillKeyTypes();
    fillTerms();
    const auto flag = profile.property(secondaryNamePart);
    const auto value = flag ? settings::parseFlag(*flag) : std::nullopt;
    m_secondaryName->setCurrentIndex(!value ? 0 : *value ? 1 : 2);
    m_properties->setRows(furtherProperties(profile));
    m_variables->setRows(variableRows(profile));
    m_names->setRows(altNameRows(profile));
    m_isFilling = false;
    for (InlineNote* note : std::as_const(m_notes))
        note->clear();
    react();
}

/// The present one at once, all others when their texts are made.
void ProfileEditor::fillCertTypes(const QString& current)
{
    const int id = current.toInt();
    const QList<scm::CertificateType>& types = m_types; // not const, it would be copied in full
    const auto known = std::ranges::find(types, id, &scm::CertificateType::id);
    const bool isKnown = known != types.end();
    setCertTypes(
        CertTypeModel::choicesOf(isKnown ? QList { *known } : QList<scm::CertificateType>()), id);
    if (!isKnown)
        m_certType->setEditText(current);
    consume(madeOf(m_types.size(), [types = m_types] { return CertTypeModel::choicesOf(types); }),
        this,
        [this, filling = ++m_filling](const std::shared_ptr<const CertTypeModel::Choices>& all) {
            if (filling != m_filling)
                return;
            {
                const QSignalBlocker quiet(m_certType);
                const QString typed = m_certType->currentText();
                setCertTypes(all, m_certTypes->idOf(typed).value_or(0));
                m_certType->setEditText(typed);
            }
            react(); // it may be the text of one that was not known before
        });
}

void ProfileEditor::setCertTypes(std::shared_ptr<const CertTypeModel::Choices> choices, int current)
{
    m_certTypes->setChoices(std::move(choices));
    m_certType->setCurrentIndex(m_certTypes->rowOf(current));
}

void ProfileEditor::fillKeyTypes()
{
    const auto own = settings::parseKeyTypes(
        m_keyTypes->isOwn() ? m_original.property(keyTypesPart).value_or(QString()) : QString());
    const auto* type = chosenType();
    const QList<pki::KeyType> offered = type != nullptr ? keyTypesOf(*type) : everyKeyType();
    const QStringList chosen = keyTypeTexts(own ? *own : offered);
    QStringList others = keyTypeTexts(everyKeyType());
    for (const QString& text : chosen)
        others.removeAll(text);
    m_keyTypes->choice()->setItems(chosen, others);
}

void ProfileEditor::fillTerms()
{
    const auto own = settings::parseTerms(
        m_terms->isOwn() ? m_original.property(termsPart).value_or(QString()) : QString());
    const auto* type = chosenType();
    const QList<int> offered = type != nullptr ? type->terms.value_or(QList<int>()) : QList<int>();
    QStringList chosen = termTexts(own ? *own : offered);
    QStringList others = termTexts(offered);
    for (const QString& text : std::as_const(chosen))
        others.removeAll(text);
    m_terms->choice()->setItems(chosen, others);
}

void ProfileEditor::addTerm()
{
    const QString text = QString::number(m_newTerm->value());
    QStringList chosen = m_terms->choice()->chosen();
    QStringList others = m_terms->choice()->others();
    others.removeAll(text);
    if (!chosen.contains(text))
        chosen.append(text);
    m_terms->choice()->setItems(chosen, others);
    react();
}

QString ProfileEditor::certType() const
{
    const QString text = m_certType->currentText().trimmed();
    const auto listed = m_certTypes->idOf(text);
    return listed ? QString::number(*listed) : text;
}

const scm::CertificateType* ProfileEditor::chosenType() const
{
    const auto found = std::ranges::find(m_types, certType().toInt(), &scm::CertificateType::id);
    return found == m_types.end() ? nullptr : &*found;
}

QList<pki::KeyType> ProfileEditor::chosenKeyTypes() const
{
    return keyTypesFrom(m_keyTypes->choice()->chosen());
}

QList<int> ProfileEditor::chosenTerms() const
{
    QList<int> terms;
    const QStringList chosen = m_terms->choice()->chosen();
    for (const QString& text : chosen)
        terms.append(text.toInt());
    return terms;
}

LocalProfile ProfileEditor::profile() const
{
    LocalProfile profile = m_original;
    profile.id = m_id->text().trimmed();
    profile.name = m_name->text().trimmed();
    setFurtherProperties(profile, m_properties->rows());
    if (profile.property(certTypePart).value_or(QString()).trimmed() != certType())
        profile.setProperty(certTypePart, certType());
    setKeyTypes(profile, m_keyTypes->isOwn(), chosenKeyTypes());
    setTerms(profile, m_terms->isOwn(), chosenTerms());
    setSecondaryName(profile, m_secondaryName->currentData());
    setVariables(profile, m_variables->rows());
    setAltNames(profile, m_names->rows());
    return profile;
}

bool ProfileEditor::isChanged() const
{
    return profile() != m_original;
}

bool ProfileEditor::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut && !m_isFilling) {
        const QString part = watched->property("part").toString();
        if (!part.isEmpty() && !m_touched.contains(part)) {
            m_touched.append(part);
            showProblems(m_touched);
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ProfileEditor::followCertType()
{
    if (m_isFilling)
        return;
    // What is not set here is what this type offers.
    if (!m_keyTypes->isOwn())
        fillKeyTypes();
    if (!m_terms->isOwn())
        fillTerms();
    react();
}

void ProfileEditor::react()
{
    if (m_isFilling)
        return;
    updateRules();
    showProblems(m_touched);
}

void ProfileEditor::updateRules()
{
    const auto* type = chosenType();
    if (type == nullptr && !m_types.isEmpty() && certType().toInt() > 0) {
        m_certTypeNote->show(Tone::Warning,
            tr("Sectigo has no profile with this number for the organization; orders under it "
               "will be refused."));
    } else {
        m_certTypeNote->clear();
    }
    const profiles::EffectiveProfile effective = preview(profile(), m_types);
    m_keyTypes->setRule(keyTypesRule(effective, m_keyTypes->isOwn()));
    m_terms->setRule(termsRule(effective, m_terms->isOwn()));
}

QList<ProfileProblem> ProfileEditor::problems() const
{
    const LocalProfile edited = profile();
    QList<ProfileProblem> problems = settings::profileProblems(edited);
    if (!edited.id.isEmpty() && m_otherIds.contains(edited.id)) {
        problems.prepend({ idPart,
            tr("Another local profile has the ID “%1”: choose another one.").arg(edited.id) });
    }
    if (m_keyTypes->isOwn() && m_keyTypes->choice()->chosen().isEmpty()) {
        problems.append({ keyTypesPart,
            tr("No key type is ticked: tick at least one, or leave them to Sectigo's profile.") });
    }
    if (m_terms->isOwn() && m_terms->choice()->chosen().isEmpty()) {
        problems.append({ termsPart,
            tr("No term is ticked: tick at least one, or leave them to Sectigo's profile.") });
    }
    return problems;
}

void ProfileEditor::showProblems(const QStringList& parts)
{
    const QList<ProfileProblem> found = problems();
    for (auto note = m_notes.cbegin(); note != m_notes.cend(); ++note) {
        const auto problem = std::ranges::find(found, note.key(), &ProfileProblem::part);
        if (problem != found.end() && parts.contains(note.key()))
            note.value()->showError(problem->message);
        else
            note.value()->clear();
    }
}

void ProfileEditor::accept()
{
    const QList<ProfileProblem> found = problems();
    if (found.isEmpty()) {
        Q_EMIT accepted();
        return;
    }
    m_touched = m_notes.keys();
    showProblems(m_touched);
    m_targets.value(found.first().part)->setFocus(Qt::OtherFocusReason);
}

} // namespace gatehouse::ui
