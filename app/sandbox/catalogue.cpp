// SPDX-License-Identifier: Apache-2.0
#include "catalogue.h"

#include <algorithm>

namespace gatehouse::sandbox {

namespace {

KeyTypeList rsa(QStringList sizes)
{
    return { QStringLiteral("RSA"), std::move(sizes) };
}

KeyTypeList ec(QStringList curves)
{
    return { QStringLiteral("EC"), std::move(curves) };
}

const auto p256 = QStringLiteral("P-256");
const auto p384 = QStringLiteral("P-384");
const auto p521 = QStringLiteral("P-521");
const auto r2048 = QStringLiteral("2048");
const auto r3072 = QStringLiteral("3072");
const auto r4096 = QStringLiteral("4096");
const auto r8192 = QStringLiteral("8192");

/// The three profiles of an ordinary customer.
QList<Profile> ordinaryProfiles()
{
    const QList<KeyTypeList> every { ec({ p256, p384, p521 }),
        rsa({ r2048, r3072, r4096, r8192 }) };
    const QList<KeyTypeList> some { ec({ p256, p384 }), rsa({ r2048, r4096, r8192 }) };
    return {
        { .id = 60515,
            .name = QStringLiteral("profileA"),
            .description = QString(),
            .terms = QList<int> { 30 },
            .keyTypes = every },
        { .id = 63999,
            .name = QStringLiteral("Sectigo Enterprise Pro - Multi-Domain (OV)"),
            .description = QString(),
            .terms = QList<int> { 47, 200, 365, 397 },
            .keyTypes = some },
        { .id = 64442,
            .name = QStringLiteral("test"),
            .description = QStringLiteral("asdfsadf"),
            .terms = QList<int> { 30 },
            .keyTypes = every },
    };
}

/// Profiles that lack something or end in another way.
QList<Profile> specialProfiles()
{
    const QList<KeyTypeList> usual { ec({ p256, p384 }), rsa({ r2048, r3072, r4096 }) };
    const QList<KeyTypeList> rsaFirst { rsa({ r2048, r3072, r4096 }), ec({ p256, p384 }) };
    const QList<int> terms { 30, 90 };
    const auto outcome = [&](qint64 id, const QString& name, const QString& description,
                             LifeCycle lifeCycle) {
        return Profile { .id = id,
            .name = name,
            .description = description,
            .terms = terms,
            .keyTypes = usual,
            .lifeCycle = lifeCycle };
    };
    return {
        { .id = 70001,
            .name = QStringLiteral("Sandbox: RSA first"),
            .description = QStringLiteral("Lists RSA before EC"),
            .terms = QList<int> { 365, 90 },
            .keyTypes = rsaFirst },
        { .id = 70002,
            .name = QStringLiteral("Sandbox: no terms"),
            .description = QStringLiteral("Any term up to 398 days"),
            .terms = std::nullopt,
            .keyTypes = usual },
        { .id = 70003,
            .name = QStringLiteral("Sandbox: no key types"),
            .description = QStringLiteral("Any key type"),
            .terms = QList<int> { 90, 30 },
            .keyTypes = std::nullopt },
        outcome(70010, QStringLiteral("Sandbox: waits for approval"),
            QStringLiteral("Stays Requested until it is approved"), LifeCycle::WaitsForApproval),
        outcome(70011, QStringLiteral("Sandbox: always declined"),
            QStringLiteral("Becomes Declined after a second"), LifeCycle::Declined),
        outcome(70012, QStringLiteral("Sandbox: never ready"), QStringLiteral("Stays Applied"),
            LifeCycle::NeverReady),
        outcome(70013, QStringLiteral("Sandbox: CA rejects"), QStringLiteral("Becomes Rejected"),
            LifeCycle::Rejected),
    };
}

Json departmentList(const Organization& organization)
{
    Json list = Json::array();
    for (const Department& department : organization.departments) {
        Json item;
        item["id"] = department.id;
        item["parentName"] = toJson(organization.name);
        item["name"] = toJson(department.name);
        list.push_back(std::move(item));
    }
    return list;
}

} // namespace

Catalogue::Catalogue()
    : m_profiles(ordinaryProfiles() + specialProfiles())
{
    const QList<qint64> ordinary { 60515, 63999, 64442 };
    QList<qint64> all;
    for (const Profile& profile : std::as_const(m_profiles))
        all.append(profile.id);
    m_organizations = {
        { .id = 10001,
            .name = QStringLiteral("Example GmbH"),
            .country = QStringLiteral("DE"),
            .departments = { { 10011, QStringLiteral("IT") }, { 10012, QStringLiteral("Web") } },
            .profiles = ordinary },
        { .id = 10002,
            .name = QStringLiteral("Gatehouse Sandbox"),
            .country = QStringLiteral("DE"),
            .departments = {},
            .profiles = all },
        { .id = 10003,
            .name = QStringLiteral("No SSL GmbH"),
            .country = QStringLiteral("AT"),
            .ssl = false,
            .departments = {},
            .profiles = {} },
    };
}

const Organization* Catalogue::organizationOf(qint64 id) const
{
    const auto found = std::ranges::find_if(m_organizations, [id](const Organization& item) {
        return item.id == id || std::ranges::count(item.departments, id, &Department::id) > 0;
    });
    return found == m_organizations.end() ? nullptr : &*found;
}

const Profile* Catalogue::profile(qint64 id) const
{
    const auto found = std::ranges::find(m_profiles, id, &Profile::id);
    return found == m_profiles.end() ? nullptr : &*found;
}

QList<Profile> Catalogue::profilesOf(std::optional<qint64> organizationId) const
{
    if (!organizationId)
        return m_profiles;
    QList<Profile> profiles;
    if (const Organization* organization = organizationOf(*organizationId)) {
        for (const Profile& item : m_profiles) {
            if (organization->profiles.contains(item.id))
                profiles.append(item);
        }
    }
    return profiles;
}

Json Catalogue::organizationList() const
{
    Json list = Json::array();
    for (const Organization& organization : m_organizations) {
        Json item;
        item["id"] = organization.id;
        item["name"] = toJson(organization.name);
        // An organization without departments has no such member: clients must live with that.
        if (!organization.departments.isEmpty())
            item["departments"] = departmentList(organization);
        list.push_back(std::move(item));
    }
    return list;
}

std::optional<Json> Catalogue::organizationDetails(qint64 id) const
{
    const Organization* organization = organizationOf(id);
    if (organization == nullptr)
        return std::nullopt;
    const auto department = std::ranges::find(organization->departments, id, &Department::id);
    const bool isDepartment = department != organization->departments.end();
    Json details;
    details["id"] = id;
    details["name"] = toJson(isDepartment ? department->name : organization->name);
    details["alias"] = "";
    details["secondaryName"] = "";
    details["contactEmails"] = "pki@example.org";
    details["address1"] = "Musterstrasse 1";
    details["address2"] = "";
    details["address3"] = "";
    details["city"] = "Musterstadt";
    details["stateOrProvince"] = "";
    details["postalCode"] = "12345";
    details["country"] = toJson(organization->country);
    details["validationStatus"] = "VALIDATED";
    details["sslCertsApiEnabled"] = organization->ssl;
    details["clientCertsApiEnabled"] = false;
    details["clientCertificate"] = { { "allowKeyRecoveryByMasterAdmins", false },
        { "allowKeyRecoveryByOrgAdmins", false }, { "allowKeyRecoveryByDepartmentAdmins", false } };
    details["certTypes"] = organization->ssl ? Json::array({ "SSL" }) : Json::array({ "SMIME" });
    if (isDepartment) {
        details["parentId"] = organization->id;
        details["parentName"] = toJson(organization->name);
    } else {
        details["departments"] = departmentList(*organization);
    }
    return details;
}

Json toJson(const Profile& profile)
{
    Json json;
    json["id"] = profile.id;
    json["name"] = toJson(profile.name);
    json["description"] = toJson(profile.description);
    if (profile.terms) {
        json["terms"] = Json::array();
        for (const int term : *profile.terms)
            json["terms"].push_back(term);
    }
    if (profile.keyTypes) {
        json["keyTypes"] = Json::object();
        for (const KeyTypeList& list : *profile.keyTypes)
            json["keyTypes"][list.algorithm.toStdString()] = toJson(list.parameters);
    }
    json["useSecondaryOrgName"] = false;
    return json;
}

} // namespace gatehouse::sandbox
