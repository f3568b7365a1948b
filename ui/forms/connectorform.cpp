// SPDX-License-Identifier: Apache-2.0
#include <ui/forms/backoffpreview.h>
#include <ui/forms/connectorform.h>
#include <ui/forms/formfield.h>
#include <ui/forms/modechoice.h>
#include <ui/forms/propertiestable.h>
#include <ui/forms/secreteditor.h>
#include <ui/theme.h>

#include <QLabel>

namespace gatehouse::ui {

using settings::ConnectorSettings;
using settings::Problem;
using settings::SettingDefinition;
using settings::ValueKind;

namespace {

const QString propertiesKey = QStringLiteral("properties"); ///< of what is wrong in the table

/// The normal form, or what was typed where it has none.
QString normalText(const SettingDefinition& definition, const QString& text)
{
    return settings::normalise(definition, text).value_or(text.trimmed());
}

QMap<QString, QString> withoutField(const QMap<QString, QString>& properties)
{
    QMap<QString, QString> others;
    for (auto entry = properties.begin(); entry != properties.end(); ++entry) {
        if (settings::findDefinition(entry.key()) == nullptr)
            others.insert(entry.key(), entry.value());
    }
    return others;
}

/// A value as the connector understands it: with the default in the place of nothing.
QString meaning(const SettingDefinition& definition, const QString& text)
{
    const QString normal = normalText(definition, text);
    return normal.isEmpty() ? definition.defaultValue : normal;
}

} // namespace

ConnectorForm::ConnectorForm(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("connectorForm"));
    build();
    setContents({}, {});
}

void ConnectorForm::setContents(const ConnectorSettings& settings, const QStringList& storedSecrets)
{
    m_isLoading = true;
    const bool isSame = !settings.uuid.isNull() && settings.uuid == m_original.uuid;
    const auto fill = [this, isSame](const QString& key, const QString& value) {
        FieldEditor* editor = field(key)->editor();
        if (isSame)
            editor->setValue(value);
        else
            editor->reset(value);
    };
    m_original = settings;
    m_stored = storedSecrets;
    m_keptAlong.clear();
    fill(QStringLiteral("id"), settings.id);
    fill(QStringLiteral("name"), settings.name);
    for (const SettingDefinition& definition : settings::definitions()) {
        if (SecretEditor* secret = secretEditor(definition.key))
            secret->setStored(storedSecrets.contains(definition.key));
        else
            fill(definition.key, settings.properties.value(definition.key));
    }
    m_properties->setProperties(withoutField(settings.properties));
    for (FormField* shown : std::as_const(m_fields))
        shown->forget();
    takeSecretsOutOfProperties();
    const auto mode = settings::authenticationMode(settings, givenSecrets());
    m_mode->setMode(mode ? std::optional(*mode) : std::nullopt);
    m_isLoading = false;
    update();
}

/// A password that somebody wrote into the file goes where it belongs with the next save.
void ConnectorForm::takeSecretsOutOfProperties()
{
    for (const SettingDefinition& definition : settings::definitions()) {
        const QString written = m_original.properties.value(definition.key);
        if (definition.kind != ValueKind::Secret || written.isEmpty())
            continue;
        field(definition.key)->editor()->setValue(written);
        field(definition.key)
            ->setNote(Tone::Warning,
                tr("It stands readable in the connector's file. Save, and it is kept as a secret "
                   "instead."));
    }
}

ConnectorSettings ConnectorForm::settings() const
{
    ConnectorSettings edited = m_original;
    edited.id = field(QStringLiteral("id"))->editor()->value().trimmed();
    edited.name = field(QStringLiteral("name"))->editor()->value().trimmed();
    for (const SettingDefinition& definition : settings::definitions()) {
        const QString text = field(definition.key)->editor()->value();
        if (definition.kind == ValueKind::Secret || !isShown(definition)) {
            edited.properties.remove(definition.key);
            continue;
        }
        const QString before = m_original.properties.value(definition.key);
        if (meaning(definition, text) == meaning(definition, before))
            continue;
        if (text.trimmed().isEmpty())
            edited.properties.remove(definition.key);
        else
            edited.properties.insert(definition.key, normalText(definition, text));
    }
    for (const QString& key : withoutField(m_original.properties).keys())
        edited.properties.remove(key);
    edited.properties.insert(m_properties->properties());
    return edited;
}

workspace::SecretChanges ConnectorForm::secretChanges() const
{
    workspace::SecretChanges changes;
    for (const SettingDefinition& definition : settings::definitions()) {
        const SecretEditor* secret = secretEditor(definition.key);
        if (secret == nullptr)
            continue;
        if (!isShown(definition) || secret->isRemoved()) {
            if (m_stored.contains(definition.key))
                changes.removed.append(definition.key);
        } else if (secret->isTyped()) {
            changes.written.insert(definition.key, secret->typed());
        }
    }
    return changes;
}

bool ConnectorForm::isDirty() const
{
    return settings() != m_original || !secretChanges().isEmpty();
}

bool ConnectorForm::check()
{
    judgeSecrets();
    update();
    const QList<Problem> found = problems();
    for (const Problem& problem : found) {
        if (FormField* shown = field(problem.key))
            shown->showProblem();
    }
    m_properties->showProblem();
    if (!found.isEmpty())
        focusSetting(found.first().key);
    Q_EMIT changed();
    return found.isEmpty();
}

QList<Problem> ConnectorForm::problems() const
{
    QList<Problem> problems;
    const QList<Problem> all = settings::validate(settings(), givenSecrets(), m_mode->mode());
    for (const Problem& problem : all) {
        if (problem.key != QLatin1String("profiles"))
            problems.append(problem);
    }
    for (const SettingDefinition& definition : settings::definitions()) {
        const SecretEditor* secret = secretEditor(definition.key);
        if (secret != nullptr && isShown(definition) && secret->needsDecision()) {
            problems.append({ definition.key,
                tr("The connection goes elsewhere now. Enter %1 again, or decide to keep the "
                   "stored one.")
                    .arg(definition.translatedLabel()) });
        }
    }
    if (!m_properties->problem().isEmpty())
        problems.append({ propertiesKey, m_properties->problem() });
    return problems;
}

bool ConnectorForm::hasShownProblem(const Part& part) const
{
    if (part.widget->isAncestorOf(m_properties))
        return m_properties->isProblemShown();
    return std::ranges::any_of(part.keys, [this](const QString& key) {
        const FormField* shown = field(key);
        return shown->isVisibleTo(this) && !shown->shownProblem().isEmpty();
    });
}

void ConnectorForm::focusSetting(const QString& key)
{
    if (key == propertiesKey) {
        m_properties->focusTable();
        Q_EMIT focusMoved(m_properties);
        return;
    }
    FormField* wanted = field(key);
    if (wanted == nullptr)
        return;
    if (!wanted->isVisibleTo(this)) {
        m_mode->focusChoice();
        Q_EMIT focusMoved(m_mode);
        return;
    }
    wanted->focusEditor();
    Q_EMIT focusMoved(wanted);
}

SecretEditor* ConnectorForm::secretEditor(const QString& key) const
{
    return qobject_cast<SecretEditor*>(field(key)->editor());
}

/// While it is not decided how to log in nothing may be lost, so everything counts as shown.
bool ConnectorForm::isShown(const SettingDefinition& definition) const
{
    const auto mode = m_mode->mode();
    return !mode || settings::belongsTo(definition, *mode);
}

QStringList ConnectorForm::givenSecrets() const
{
    QStringList keys;
    for (const SettingDefinition& definition : settings::definitions()) {
        const SecretEditor* secret = secretEditor(definition.key);
        if (secret != nullptr && isShown(definition) && secret->isGiven())
            keys.append(definition.key);
    }
    return keys;
}

void ConnectorForm::update()
{
    if (m_isLoading)
        return;
    arrangeModes();
    QHash<QString, QString> wrong;
    for (const Problem& problem : problems()) {
        if (!wrong.contains(problem.key))
            wrong.insert(problem.key, problem.message);
    }
    const QStringList required =
        settings::requiredSettings(settings(), givenSecrets(), m_mode->mode());
    for (FormField* shown : std::as_const(m_fields)) {
        shown->setProblem(wrong.value(shown->key()));
        shown->setRequired(required.contains(shown->key()) || shown->key() == QLatin1String("id"));
    }
    updatePreview();
    updateStores();
    Q_EMIT changed();
}

void ConnectorForm::updatePreview()
{
    const ConnectorSettings edited = settings();
    const auto timer = settings::parseSeconds(edited.value(u"enroll-back-off-timer"));
    const auto cap = settings::parseSeconds(edited.value(u"enroll-max-back-off-timer"));
    const auto attempts = settings::normalise(
        *settings::findDefinition(u"enroll-max-attempts"), edited.value(u"enroll-max-attempts"));
    std::optional<enrollment::BackOffPolicy> policy;
    if (timer && cap && attempts)
        policy = enrollment::BackOffPolicy { *timer, *cap, attempts->toInt() };
    if (policy != m_preview->policy())
        m_preview->setPolicy(policy);
}

void ConnectorForm::arrangeModes()
{
    const auto mode = m_mode->mode();
    QStringList forgotten;
    for (const SettingDefinition& definition : settings::definitions()) {
        const bool isOfAMode = definition.section == settings::Section::Authentication;
        field(definition.key)->setVisible(!isOfAMode || (mode && isShown(definition)));
        const bool isStored = m_stored.contains(definition.key)
            || !m_original.properties.value(definition.key).isEmpty();
        if (!isShown(definition) && isStored)
            forgotten.append(definition.translatedLabel());
    }
    const auto conflict = settings::authenticationMode(m_original, m_stored);
    if (!mode)
        m_modeNote->setText(conflict ? QString() : conflict.error().message);
    else if (!forgotten.isEmpty())
        m_modeNote->setText(tr("Saving forgets what belongs to the other way of logging in: %1.")
                                .arg(forgotten.join(QStringLiteral(", "))));
    m_modeNote->setVisible(!mode || !forgotten.isEmpty());
}

/// Whether a kept secret would go to another host, over another proxy, or to whom another trust
/// store vouches for. Judged when a field is left, not with every letter of an address.
void ConnectorForm::judgeSecrets()
{
    const ConnectorSettings after = settings();
    const QStringList endangered = workspace::endangeredSecrets(m_original, after);
    for (const QString& key : std::as_const(m_stored)) {
        const bool isDecided = m_keptAlong.contains(key)
            && !workspace::endangeredSecrets(m_keptAlong.value(key), after).contains(key);
        if (m_fields.contains(key))
            secretEditor(key)->setEndangered(endangered.contains(key) && !isDecided);
    }
}

} // namespace gatehouse::ui
