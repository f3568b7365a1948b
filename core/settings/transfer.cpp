// SPDX-License-Identifier: Apache-2.0
#include <core/settings/connectordocument.h>
#include <core/settings/connectorintake.h>
#include <core/settings/settingsstore.h>
#include <core/settings/yamldocument.h>

#include <QCoreApplication>

#include <yaml-cpp/yaml.h>

namespace gatehouse::settings {

namespace {

/// Every text in quotation marks: a plain "yes", "60515" or "0x1F" would be read as something else.
void emitText(YAML::Emitter& out, const char* key, const QString& value)
{
    out << YAML::Key << key << YAML::Value << YAML::DoubleQuoted << utf8Of(value);
}

void emitEntry(YAML::Emitter& out, const QString& key, const QString& value)
{
    out << YAML::Key << utf8Of(key) << YAML::Value << YAML::DoubleQuoted << utf8Of(value);
}

void emitRequirements(YAML::Emitter& out, const char* key, const char* nameKey,
    const QList<ProfileRequirement>& requirements)
{
    if (requirements.isEmpty())
        return;
    out << YAML::Key << key << YAML::Value << YAML::BeginSeq;
    for (const ProfileRequirement& requirement : requirements) {
        out << YAML::BeginMap;
        emitText(out, nameKey, requirement.name);
        emitText(out, "description", requirement.description);
        out << YAML::Key << "required" << YAML::Value << requirement.required << YAML::EndMap;
    }
    out << YAML::EndSeq;
}

void emitProfile(YAML::Emitter& out, const LocalProfile& profile)
{
    out << YAML::BeginMap;
    emitText(out, "id", profile.id);
    emitText(out, "name", profile.name);
    out << YAML::Key << "properties" << YAML::Value << YAML::BeginMap;
    for (const auto& [key, value] : profile.properties)
        emitEntry(out, key, value);
    out << YAML::EndMap;
    emitRequirements(out, "subject-variable-requirements", "name", profile.subjectVariables);
    emitRequirements(out, "subject-alt-name-requirements", "type", profile.subjectAltNames);
    out << YAML::EndMap;
}

void emitProperties(YAML::Emitter& out, const ConnectorSettings& settings)
{
    const auto isExported = [](const QString& key) {
        return !looksSecret(key) && key != QLatin1String("enable-ca-profile-sync");
    };
    out << YAML::Key << "properties" << YAML::Value << YAML::BeginMap;
    for (const SettingDefinition& definition : definitions()) {
        if (isExported(definition.key) && settings.properties.contains(definition.key))
            emitEntry(out, definition.key, settings.properties.value(definition.key));
    }
    for (auto entry = settings.properties.begin(); entry != settings.properties.end(); ++entry) {
        if (isExported(entry.key()) && !findDefinition(entry.key()))
            emitEntry(out, entry.key(), entry.value());
    }
    out << YAML::EndMap;
}

} // namespace

Result<QList<ImportedConnector>> importConnectors(QByteArrayView bytes)
{
    if (bytes.startsWith("\xEF\xBB\xBF"))
        bytes = bytes.sliced(3);
    const QByteArrayView content = bytes.trimmed();
    const bool isJson = content.startsWith('{') || content.startsWith('[');
    if (!isJson) {
        auto document = parseManagedCas(bytes);
        if (!document)
            return failure(document.error());
        return takeConnectors(*document);
    }
    auto document = parseDocument(
        bytes, QCoreApplication::translate("gatehouse::SettingsTransfer", "The file"));
    if (!document)
        return failure(document.error());
    // CA Gateway's configuration may also be written as JSON.
    if (const Json* managedCas = memberOf(*document, u"managed-cas")) {
        Json part = *managedCas;
        return takeConnectors(part);
    }
    return takeConnectors(*document);
}

QByteArray exportJson(const ConnectorSettings& settings)
{
    ConnectorSettings exported = settings;
    exported.properties.removeIf([](const QMap<QString, QString>::iterator& property) {
        return looksSecret(property.key());
    });
    const Json document = documentOf(exported, false);
    return QByteArray::fromStdString(document.dump(2, ' ', false, Json::error_handler_t::replace))
        + '\n';
}

QByteArray exportYaml(const ConnectorSettings& settings)
{
    YAML::Emitter out;
    out << YAML::BeginMap << YAML::Key << "managed-cas" << YAML::Value << YAML::BeginSeq
        << YAML::BeginMap;
    emitText(out, "id", settings.id);
    emitText(out, "name", settings.name);
    out << YAML::Key << "connector-name" << YAML::Value << "com.Sectigo";
    const bool sync = parseFlag(settings.value(u"enable-ca-profile-sync")).value_or(false);
    out << YAML::Key << "enable-ca-profile-sync" << YAML::Value << sync;
    emitProperties(out, settings);
    if (!settings.profiles.isEmpty()) {
        out << YAML::Key << "profiles" << YAML::Value << YAML::BeginSeq;
        for (const LocalProfile& profile : settings.profiles)
            emitProfile(out, profile);
        out << YAML::EndSeq;
    }
    out << YAML::EndMap << YAML::EndSeq << YAML::EndMap;
    return QByteArray(out.c_str(), static_cast<qsizetype>(out.size())) + '\n';
}

} // namespace gatehouse::settings
