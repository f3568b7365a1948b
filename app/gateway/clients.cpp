// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/configurationreader.h>
#include <app/gateway/words.h>

#include <QHash>

#include <algorithm>
#include <array>

namespace gatehouse::gateway {

namespace {

struct RoleName {
    Role role = Role::ReadOnlyTenant;
    QLatin1String name;
    bool isIntegrator = false;
};

constexpr std::array roles {
    RoleName { Role::Integrator, QLatin1String("integrator"), true },
    RoleName { Role::PolicyOverrideTenant, QLatin1String("policy-override-tenant"), false },
    RoleName { Role::PolicyConstrainedTenant, QLatin1String("policy-constrained-tenant"), false },
    RoleName { Role::ReadOnlyIntegrator, QLatin1String("read-only-integrator"), true },
    RoleName { Role::ReadOnlyTenant, QLatin1String("read-only-tenant"), false },
};

const RoleName& entryOf(Role role)
{
    return *std::ranges::find(roles, role, &RoleName::role);
}

/// What tenants and integrators come to, while clients are read.
struct Scopes {
    QHash<QString, QString> caOfTenant; ///< by unique-id
    QHash<QString, QStringList> casOfIntegrator;
};

/// The unique-id of an entry, once.
template <class Map> std::optional<QString> uniqueId(ConfigurationReader& entry, const Map& present)
{
    auto id = entry.text(QStringLiteral("unique-id"));
    if (!id || id->isEmpty()) {
        entry.problem(QStringLiteral("unique-id"), Words::tr("It is missing: write one."));
        return std::nullopt;
    }
    if (present.contains(*id)) {
        entry.problem(QStringLiteral("unique-id"),
            Words::tr("\"%1\" is there already: write another one.").arg(*id));
        return std::nullopt;
    }
    return id;
}

void readTenants(
    ConfigurationReader& top, bool casAreKnown, const Configuration& configuration, Scopes& scopes)
{
    QHash<QString, QString> tenantOfCa;
    for (ConfigurationReader& tenant :
        top.maps(QStringLiteral("tenants"), { u"unique-id", u"name", u"ca-id" })) {
        const auto id = uniqueId(tenant, scopes.caOfTenant);
        const QString ca = tenant.text(QStringLiteral("ca-id")).value_or(QString());
        const QString key = QStringLiteral("ca-id");
        if (ca.isEmpty())
            tenant.problem(key, Words::tr("It is missing: name the tenant's CA."));
        else if (casAreKnown && configuration.ca(ca) == nullptr)
            tenant.problem(
                key, Words::tr("There is no CA \"%1\": correct it, or add that CA.").arg(ca));
        else if (tenantOfCa.contains(ca))
            tenant.problem(key,
                Words::tr("CA \"%1\" belongs to tenant \"%2\" already: a CA has one tenant. Give a "
                          "client that needs it the tenant-id %2.")
                    .arg(ca, tenantOfCa.value(ca)));
        if (!id)
            continue;
        tenantOfCa.insert(ca, *id);
        scopes.caOfTenant.insert(*id, ca);
    }
}

void readIntegrators(ConfigurationReader& top, Scopes& scopes)
{
    QHash<QString, QString> integratorOfTenant;
    for (ConfigurationReader& integrator : top.maps(
             QStringLiteral("integrators"), { u"unique-id", u"name", u"tenant-ids", u"tenants" })) {
        const auto id = uniqueId(integrator, scopes.casOfIntegrator);
        const QString key = QStringLiteral("tenant-ids");
        const QStringList tenants =
            integrator.texts(key) + integrator.texts(QStringLiteral("tenants"));
        if (tenants.isEmpty())
            integrator.problem(key, Words::tr("It is missing: list the integrator's tenants."));
        QStringList cas;
        for (const QString& tenant : tenants) {
            if (!scopes.caOfTenant.contains(tenant))
                integrator.problem(key, Words::tr("There is no tenant \"%1\".").arg(tenant));
            else if (integratorOfTenant.contains(tenant))
                integrator.problem(key,
                    Words::tr(
                        "Tenant \"%1\" belongs to integrator \"%2\" already: a tenant has one.")
                        .arg(tenant, integratorOfTenant.value(tenant)));
            else
                cas.append(scopes.caOfTenant.value(tenant));
            integratorOfTenant.insert(tenant, id.value_or(QString()));
        }
        if (id)
            scopes.casOfIntegrator.insert(*id, cas);
    }
}

std::optional<pki::DistinguishedName> readSubject(ConfigurationReader& entry)
{
    const QString key = QStringLiteral("subject-dn");
    const auto text = entry.text(key);
    if (!text || text->isEmpty()) {
        entry.problem(
            key, Words::tr("It is missing: write the subject of the client's certificate."));
        return std::nullopt;
    }
    const auto subject = pki::DistinguishedName::parse(*text);
    if (!subject) {
        entry.problem(key, subject.error().message);
        return std::nullopt;
    }
    if (subject->isEmpty()) {
        entry.problem(
            key, Words::tr("It is empty: write the subject of the client's certificate."));
        return std::nullopt;
    }
    return *subject;
}

/// The role, which must be one for what the client belongs to.
Role readRole(ConfigurationReader& entry, bool isIntegrator)
{
    const Role usual = isIntegrator ? Role::Integrator : Role::PolicyConstrainedTenant;
    const auto name = entry.word(u"role",
        { u"integrator", u"policy-override-tenant", u"policy-constrained-tenant",
            u"read-only-integrator", u"read-only-tenant" });
    if (!name)
        return usual;
    const auto found = std::ranges::find(roles, *name, &RoleName::name);
    if (found->isIntegrator != isIntegrator)
        entry.problem(QStringLiteral("role"),
            isIntegrator ? Words::tr("\"%1\" is a role of tenants, and this client has an "
                                     "integrator-id: choose integrator or read-only-integrator.")
                               .arg(*name)
                         : Words::tr("\"%1\" is a role of integrators, and this client has a "
                                     "tenant-id: choose a role that ends in -tenant.")
                               .arg(*name));
    return found->role;
}

void readClient(ConfigurationReader& entry, const Scopes& scopes, Configuration& configuration)
{
    const auto subject = readSubject(entry);
    const QString tenantKey = QStringLiteral("tenant-id");
    const QString integratorKey = QStringLiteral("integrator-id");
    const QString tenant = entry.text(tenantKey).value_or(QString());
    const QString integrator = entry.text(integratorKey).value_or(QString());
    if (tenant.isEmpty() == integrator.isEmpty())
        entry.problem(tenantKey, Words::tr("Write exactly one of tenant-id and integrator-id."));
    else if (!tenant.isEmpty() && !scopes.caOfTenant.contains(tenant))
        entry.problem(tenantKey, Words::tr("There is no tenant \"%1\".").arg(tenant));
    else if (!integrator.isEmpty() && !scopes.casOfIntegrator.contains(integrator))
        entry.problem(integratorKey, Words::tr("There is no integrator \"%1\".").arg(integrator));
    Client client;
    client.role = readRole(entry, !integrator.isEmpty());
    client.caIds = tenant.isEmpty() ? scopes.casOfIntegrator.value(integrator)
                                    : QStringList { scopes.caOfTenant.value(tenant) };
    if (!subject)
        return;
    client.subject = *subject;
    client.name = subject->toString();
    const auto isSame = [&subject](const Client& other) { return other.subject.matches(*subject); };
    if (std::ranges::any_of(configuration.clients, isSame))
        entry.problem(QStringLiteral("subject-dn"),
            Words::tr(
                "There is a client of this name already: remove one, or make it an integrator's."));
    else
        configuration.clients.append(client);
}

} // namespace

QString roleName(Role role)
{
    return entryOf(role).name;
}

bool isReadOnly(Role role)
{
    return role == Role::ReadOnlyIntegrator || role == Role::ReadOnlyTenant;
}

void readClients(ConfigurationReader top, bool casAreKnown, Configuration& configuration)
{
    Scopes scopes;
    readTenants(top, casAreKnown, configuration, scopes);
    readIntegrators(top, scopes);
    auto entries = top.maps(
        QStringLiteral("clients"), { u"subject-dn", u"tenant-id", u"integrator-id", u"role" });
    for (ConfigurationReader& entry : entries)
        readClient(entry, scopes, configuration);
    if (entries.isEmpty())
        top.problem(QStringLiteral("clients"),
            Words::tr("No client is configured, so nobody could use the gateway: add one."));
}

} // namespace gatehouse::gateway
