// SPDX-License-Identifier: Apache-2.0
#include <core/settings/connectordocument.h>
#include <core/settings/spelling.h>
#include <core/settings/words.h>

#include <algorithm>
#include <array>

namespace gatehouse::settings {

namespace {

/// Raised when a file is written that an older Gatehouse would misread.
constexpr int documentFormat = 1;

Error unusable(QString message)
{
    Error error = Error::of(ErrorKind::LocalFile, std::move(message));
    error.cause = QStringLiteral("settings/malformed-file");
    return error;
}

Json requirementsOf(const QList<ProfileRequirement>& requirements, const char* nameMember)
{
    Json list = Json::array();
    for (const ProfileRequirement& requirement : requirements) {
        Json entry;
        entry[nameMember] = utf8Of(requirement.name);
        if (!requirement.description.isEmpty())
            entry["description"] = utf8Of(requirement.description);
        entry["required"] = requirement.required;
        list.push_back(std::move(entry));
    }
    return list;
}

Json profileDocument(const LocalProfile& profile)
{
    Json document;
    document["id"] = utf8Of(profile.id);
    document["name"] = utf8Of(profile.name);
    Json properties = Json::object();
    for (const auto& [key, value] : profile.properties)
        properties[utf8Of(key)] = utf8Of(value);
    document["properties"] = std::move(properties);
    document["subjectVariableRequirements"] = requirementsOf(profile.subjectVariables, "name");
    document["subjectAltNameRequirements"] = requirementsOf(profile.subjectAltNames, "type");
    return document;
}

/// A profile's property as text: lists of terms get a blank after each comma, as CA Gateway writes
/// them.
QString profilePropertyText(const Json& value)
{
    const auto isPlain = [](const Json& item) { return item.is_string() || item.is_number(); };
    if (!value.is_array() || !std::all_of(value.begin(), value.end(), isPlain))
        return propertyText(value);
    QStringList items;
    for (const Json& item : value)
        items.append(propertyText(item));
    return u'[' + items.join(QLatin1String(", ")) + u']';
}

ProfileRequirement requirementFrom(const Json& entry)
{
    ProfileRequirement requirement;
    if (!entry.is_object()) {
        requirement.name = propertyText(entry);
        return requirement;
    }
    requirement.name = memberText(entry, u"name");
    if (requirement.name.isEmpty())
        requirement.name = memberText(entry, u"type");
    requirement.description = memberText(entry, u"description");
    requirement.required = parseFlag(memberText(entry, u"required")).value_or(false);
    return requirement;
}

QList<ProfileRequirement> requirementsFrom(const Json& value)
{
    QList<ProfileRequirement> requirements;
    if (value.is_array()) {
        for (const Json& entry : value)
            requirements.append(requirementFrom(entry));
    }
    return requirements;
}

void takeProfileMember(
    LocalProfile& profile, const QString& key, const Json& value, QStringList& notes)
{
    // Members that are properties of a Sectigo profile, which some files set one level too high.
    static constexpr std::array misplaced { "certtype", "keytype", "keytypes", "terms",
        "usesecondaryorgname", "enablecaprofilesync" };
    const QString flat = flattened(key);
    const auto is = [&flat](const char* name) { return flat == QLatin1String(name); };
    if (is("id")) {
        profile.id = propertyText(value).trimmed();
    } else if (is("name")) {
        profile.name = propertyText(value).trimmed();
    } else if (is("properties") && value.is_object()) {
        for (const auto& [property, content] : value.items())
            profile.properties.append({ textOf(property), profilePropertyText(content) });
    } else if (is("subjectvariablerequirements")) {
        profile.subjectVariables = requirementsFrom(value);
    } else if (is("subjectaltnamerequirements")) {
        profile.subjectAltNames = requirementsFrom(value);
    } else if (std::any_of(misplaced.begin(), misplaced.end(), is)) {
        profile.properties.append({ key, profilePropertyText(value) });
    } else {
        notes.append(
            Words::tr("\"%1\" of profile \"%2\" is not used by Gatehouse and was left out.")
                .arg(key.left(80), profile.id.left(80)));
    }
}

} // namespace

bool isSecretKey(QStringView key)
{
    const SettingDefinition* definition = definitionForSpelling(key);
    return definition && definition->kind == ValueKind::Secret;
}

Json documentOf(const ConnectorSettings& settings, bool withUuid)
{
    Json document;
    document["format"] = documentFormat;
    if (withUuid)
        document["uuid"] = utf8Of(settings.uuid.toString(QUuid::WithoutBraces));
    document["id"] = utf8Of(settings.id);
    document["name"] = utf8Of(settings.name);

    // In the order of the form, then the others by name: a file that changes little between two
    // versions.
    Json properties = Json::object();
    const auto add = [&](const QString& key) {
        if (settings.properties.contains(key) && !isSecretKey(key))
            properties[utf8Of(key)] = utf8Of(settings.properties.value(key));
    };
    for (const SettingDefinition& definition : definitions())
        add(definition.key);
    for (const QString& key : settings.properties.keys())
        add(key);
    document["properties"] = std::move(properties);

    Json profiles = Json::array();
    for (const LocalProfile& profile : settings.profiles)
        profiles.push_back(profileDocument(profile));
    document["profiles"] = std::move(profiles);
    return document;
}

Result<ConnectorSettings> connectorFrom(const Json& document, const QString& fileName)
{
    const auto object = [&document](const char* member, Json::value_t type) {
        return !document.contains(member) || document.at(member).type() == type;
    };
    if (!document.is_object() || !object("properties", Json::value_t::object)
        || !object("profiles", Json::value_t::array)) {
        return failure(
            unusable(Words::tr("%1 is not a connector's settings: remove it, or import it again.")
                         .arg(fileName)));
    }
    if (document.value("format", Json(documentFormat)) != Json(documentFormat)) {
        return failure(unusable(
            Words::tr("%1 was written by another version of Gatehouse: open it with that version.")
                .arg(fileName)));
    }
    ConnectorSettings settings;
    settings.uuid = QUuid::fromString(memberText(document, u"uuid"));
    if (settings.uuid.isNull()) {
        return failure(unusable(
            Words::tr("%1 has no valid UUID, under which its passwords are kept: import the "
                      "file instead of copying it there.")
                .arg(fileName)));
    }
    settings.id = memberText(document, u"id");
    settings.name = memberText(document, u"name");
    if (document.contains("properties")) {
        for (const auto& [key, value] : document.at("properties").items())
            settings.properties.insert(textOf(key), propertyText(value));
    }
    if (document.contains("profiles")) {
        QStringList notes;
        for (const Json& profile : document.at("profiles"))
            settings.profiles.append(profileFrom(profile, notes));
    }
    return settings;
}

LocalProfile profileFrom(const Json& entry, QStringList& notes)
{
    LocalProfile profile;
    if (!entry.is_object()) {
        notes.append(Words::tr("A profile that is not a list of members was left out."));
        return profile;
    }
    profile.id = memberText(entry, u"id").trimmed();
    for (const auto& [key, value] : entry.items())
        takeProfileMember(profile, textOf(key), value, notes);
    return profile;
}

const Json* memberOf(const Json& object, QStringView name)
{
    if (!object.is_object())
        return nullptr;
    const QString flat = flattened(name);
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (flattened(textOf(member.key())) == flat)
            return &member.value();
    }
    return nullptr;
}

QString memberText(const Json& object, QStringView name)
{
    const Json* member = memberOf(object, name);
    return member ? propertyText(*member) : QString();
}

} // namespace gatehouse::settings
