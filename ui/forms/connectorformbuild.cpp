// SPDX-License-Identifier: Apache-2.0
// How the form is put together from the definitions; what it does stands in connectorform.cpp.
#include <ui/forms/backoffpreview.h>
#include <ui/forms/connectorform.h>
#include <ui/forms/formfield.h>
#include <ui/forms/mnemonics.h>
#include <ui/forms/modechoice.h>
#include <ui/forms/propertiestable.h>
#include <ui/forms/secreteditor.h>
#include <ui/theme.h>
#include <ui/widgets/textlabel.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace gatehouse::ui {

using settings::Section;
using settings::SettingDefinition;
using settings::ValueKind;

namespace {

constexpr int charactersWide = 72;

QString partName(Section section)
{
    switch (section) {
    case Section::Sectigo:
        return QStringLiteral("sectionSectigo");
    case Section::Authentication:
        return QStringLiteral("sectionAuthentication");
    case Section::Ssl:
        return QStringLiteral("sectionSsl");
    case Section::Enrollment:
        return QStringLiteral("sectionEnrollment");
    case Section::Proxy:
        return QStringLiteral("sectionProxy");
    case Section::Profiles:
        break;
    }
    return QStringLiteral("sectionProfiles");
}

/// Short values that belong together stand in one row.
bool sharesRow(ValueKind kind, ValueKind previous)
{
    const auto isCount = [](ValueKind value) {
        return value == ValueKind::Seconds || value == ValueKind::Attempts;
    };
    return (isCount(kind) && isCount(previous))
        || (kind == ValueKind::Port && previous == ValueKind::Host);
}

} // namespace

void ConnectorForm::build()
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * wideGap);
    setMaximumWidth(fontMetrics().averageCharWidth() * charactersWide * 3 / 2);
    buildIdentity();
    for (const Section section : { Section::Sectigo, Section::Authentication, Section::Ssl,
             Section::Enrollment, Section::Proxy, Section::Profiles }) {
        QVBoxLayout* part = addPart(partName(section), settings::sectionTitle(section));
        if (section == Section::Authentication) {
            m_mode = new ModeChoice(this);
            part->addWidget(m_mode);
            m_modeNote = new QLabel(this);
            m_modeNote->setObjectName(QStringLiteral("modeNote"));
            m_modeNote->setWordWrap(true);
            makeSelectable(m_modeNote, TextStop::None);
            part->addWidget(m_modeNote);
            connect(m_mode, &ModeChoice::changed, this, &ConnectorForm::update);
        }
        addFields(part, section);
        buildStores(part, section);
        if (section == Section::Enrollment) {
            m_preview = new BackOffPreview(this);
            part->addWidget(m_preview);
        }
    }
    buildProperties();
    setMnemonics();
}

void ConnectorForm::buildStores(QVBoxLayout* layout, Section section)
{
    if (section == Section::Authentication) {
        m_keyStore = new KeyStorePanel(StorePurpose::ClientKey, this);
        layout->addWidget(m_keyStore);
        connect(m_keyStore, &KeyStorePanel::aliasChosen, this, [this](const QString& alias) {
            FieldEditor* editor = field(QStringLiteral("client-cert-key-alias"))->editor();
            editor->setValue(alias);
            Q_EMIT editor->left();
        });
    } else if (section == Section::Ssl) {
        m_trustStore = new KeyStorePanel(StorePurpose::Trust, this);
        layout->addWidget(m_trustStore);
        connect(m_trustStore, &KeyStorePanel::looked, this, &ConnectorForm::trustStoreLooked);
    }
}

void ConnectorForm::buildProperties()
{
    QVBoxLayout* layout = addPart(QStringLiteral("sectionProperties"), tr("CA properties"));
    m_properties = new PropertiesTable(this);
    layout->addWidget(m_properties);
    connect(m_properties, &PropertiesTable::changed, this, &ConnectorForm::update);
    connect(m_properties, &PropertiesTable::hasField, this, &ConnectorForm::takeFromTable);
}

QVBoxLayout* ConnectorForm::addPart(const QString& name, const QString& title)
{
    auto* widget = new QWidget(this);
    widget->setObjectName(name);
    auto* layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(wideGap);
    if (!title.isEmpty()) {
        auto* heading = new QLabel(title, widget);
        heading->setObjectName(name + QStringLiteral("Heading"));
        styleHeading(heading, 2);
        layout->addWidget(heading);
        widget->setAccessibleName(title);
    }
    m_parts.append({ name, title, widget, {} });
    this->layout()->addWidget(widget);
    return layout;
}

void ConnectorForm::buildIdentity()
{
    const SettingDefinition name { QStringLiteral("name"),
        QT_TRANSLATE_NOOP("gatehouse::Setting", "Name"),
        QT_TRANSLATE_NOOP("gatehouse::Setting",
            "Enter what this certificate authority is called here, or leave it empty to have its "
            "ID shown."),
        Section::Sectigo, ValueKind::Text, settings::Requirement::Never, {} };
    const SettingDefinition id { QStringLiteral("id"),
        QT_TRANSLATE_NOOP("gatehouse::Setting", "ID"),
        QT_TRANSLATE_NOOP("gatehouse::Setting",
            "Enter the caId by which CA Gateway's clients and gatehousectl name it, such as "
            "sectigo-1."),
        Section::Sectigo, ValueKind::Text, settings::Requirement::Always, {} };
    QVBoxLayout* layout = addPart(QStringLiteral("sectionIdentity"), {});
    auto* row = new QHBoxLayout;
    row->setSpacing(wideGap);
    row->addWidget(addField(name), 3, Qt::AlignTop);
    row->addWidget(addField(id), 2, Qt::AlignTop);
    layout->addLayout(row);
}

void ConnectorForm::addFields(QVBoxLayout* layout, Section section)
{
    QHBoxLayout* row = nullptr;
    std::optional<ValueKind> previous;
    for (const SettingDefinition& definition : settings::definitions()) {
        if (definition.section != section)
            continue;
        if (row == nullptr || !previous || !sharesRow(definition.kind, *previous)) {
            row = new QHBoxLayout;
            row->setSpacing(wideGap);
            layout->addLayout(row);
        }
        const bool isShort = definition.kind == ValueKind::Port;
        row->addWidget(addField(definition), isShort ? 1 : 2, Qt::AlignTop);
        previous = definition.kind;
    }
}

FormField* ConnectorForm::addField(const SettingDefinition& definition)
{
    auto* added = new FormField(definition, makeEditor(definition, this), this);
    m_fields.insert(definition.key, added);
    m_parts.last().keys.append(definition.key);
    connect(added, &FormField::edited, this, &ConnectorForm::update);
    connect(added, &FormField::left, this, [this] {
        judgeSecrets();
        update();
    });
    connect(added, &FormField::shownProblemChanged, this, &ConnectorForm::changed);
    if (SecretEditor* secret = secretEditor(definition.key)) {
        connect(secret, &SecretEditor::keptAlong, this, [this, key = definition.key] {
            m_keptAlong.insert(key, settings());
            update();
        });
    }
    return added;
}

void ConnectorForm::setMnemonics()
{
    // What the buttons of the page have: Save, Revert, Check connection.
    Mnemonics mnemonics(QStringLiteral("svk"));
    for (const Part& part : std::as_const(m_parts)) {
        for (const QString& key : part.keys) {
            FormField* shown = field(key);
            shown->setMnemonic(mnemonics.mark(shown->label()));
        }
    }
}

} // namespace gatehouse::ui
