// SPDX-License-Identifier: Apache-2.0
#include <core/profiles/profile.h>

#include <nlohmann/json.hpp>

namespace gatehouse::profiles {

namespace {

using Json = nlohmann::ordered_json;
using settings::LocalProfile;
using settings::ProfileRequirement;
using Synced = std::optional<QList<scm::CertificateType>>;

std::string utf8(const QString& text)
{
    return text.toUtf8().toStdString();
}

std::string dump(const Json& value, int indent)
{
    return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

/// `{"EC":["P-256"],"RSA":["2048"]}`: no blanks, in the order of SCM's document.
std::string keyTypesText(const QList<std::pair<QString, QStringList>>& keyTypes)
{
    Json object = Json::object();
    for (const auto& [algorithm, parameters] : keyTypes) {
        Json list = Json::array();
        for (const QString& parameter : parameters)
            list.push_back(utf8(parameter));
        object[utf8(algorithm)] = std::move(list);
    }
    return dump(object, -1);
}

/// `[47, 200]`: a blank after each comma.
std::string termsText(const QList<int>& terms)
{
    QStringList items;
    for (const int days : terms)
        items.append(QString::number(days));
    return utf8(u'[' + items.join(QLatin1String(", ")) + u']');
}

Json variableRequirements(const QList<ProfileRequirement>& requirements)
{
    Json list = Json::array();
    for (const ProfileRequirement& requirement : requirements) {
        Json entry;
        entry["name"] = utf8(requirement.name);
        entry["description"] = utf8(requirement.description);
        entry["required"] = requirement.required;
        list.push_back(std::move(entry));
    }
    return list;
}

Json nameRequirements(const QList<ProfileRequirement>& requirements)
{
    Json list = Json::array();
    for (const ProfileRequirement& requirement : requirements) {
        Json entry;
        entry["type"] = utf8(requirement.name);
        entry["required"] = requirement.required;
        list.push_back(std::move(entry));
    }
    return list;
}

/// Every list is there even when it is empty: clients walk them unasked.
Json profileDocument(
    const QString& id, const QString& name, Json properties, Json variables, Json names)
{
    Json profile;
    profile["id"] = utf8(id);
    profile["name"] = utf8(name);
    profile["properties"] = std::move(properties);
    profile["protocols"] = Json::array();
    profile["requestedProperties"] = Json::array();
    profile["subjectAltNameRequirements"] = std::move(names);
    profile["subjectVariableRequirements"] = std::move(variables);
    return profile;
}

Json documentOf(const LocalProfile& local)
{
    Json properties = Json::object();
    for (const auto& [key, value] : local.properties)
        properties[utf8(key)] = utf8(value);
    return profileDocument(local.id, local.name, std::move(properties),
        variableRequirements(local.subjectVariables), nameRequirements(local.subjectAltNames));
}

Json documentOf(const scm::CertificateType& type)
{
    const QString id = QString::number(type.id);
    Json properties;
    properties["cert_type"] = utf8(id);
    properties["description"] = utf8(type.description);
    if (type.keyTypes)
        properties["key_type"] = keyTypesText(*type.keyTypes);
    if (type.terms)
        properties["terms"] = termsText(*type.terms);
    properties["use-secondary-org-name"] = type.useSecondaryOrgName ? "true" : "false";
    return profileDocument(id, type.name, std::move(properties), Json::array(), Json::array());
}

} // namespace

QByteArray profilesResponse(const QList<LocalProfile>& local, const Synced& synced, bool pretty)
{
    Json profiles = Json::array();
    for (const LocalProfile& profile : local)
        profiles.push_back(documentOf(profile));
    if (synced) {
        for (const scm::CertificateType& type : *synced)
            profiles.push_back(documentOf(type));
    }
    Json response;
    response["message"]["message"] = "Profiles retrieved successfully.";
    response["message"]["details"] = Json::array();
    response["profiles"] = std::move(profiles);
    response["type"] = "ProfilesResponse";
    return QByteArray::fromStdString(dump(response, pretty ? 2 : -1));
}

Result<QByteArray> profileResponse(
    const QString& id, const QList<LocalProfile>& local, const Synced& synced, bool pretty)
{
    const int indent = pretty ? 2 : -1;
    for (const LocalProfile& profile : local) {
        if (profile.id == id)
            return QByteArray::fromStdString(dump(documentOf(profile), indent));
    }
    if (synced) {
        const std::optional<int> number = idNumber(id);
        for (const scm::CertificateType& type : *synced) {
            if (type.id == number)
                return QByteArray::fromStdString(dump(documentOf(type), indent));
        }
    }
    return failure(unknownProfile(id, profileIds(local, synced)));
}

} // namespace gatehouse::profiles
