// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/handlers.h>
#include <app/gateway/log.h>
#include <app/gateway/reply.h>
#include <app/gateway/responses.h>
#include <core/scm/collected.h>

#include <QFile>

namespace gatehouse::gateway {

namespace {

constexpr int rememberedProfiles = 10; ///< seconds
constexpr int rememberedState = 5;
constexpr int rememberedChain = 600;
constexpr int newestOrders = 50;

using Chain = QList<pki::Certificate>;

template <class T>
std::optional<T> remembered(
    const QHash<QString, Known::Remembered<T>>& table, const QString& ca, const QDateTime& now)
{
    const auto found = table.constFind(ca);
    if (found == table.constEnd() || now >= found->until)
        return std::nullopt;
    return found->value;
}

/// The chain of the newest certificate that we ordered, without the leaf.
Task<Chain> chainFromOrders(Call call, QUuid connector)
{
    orders::OrderFilter filter;
    filter.connector = connector;
    filter.limit = newestOrders;
    const auto store = call.around->workspace->orders();
    const auto listed = co_await store->list(filter);
    Chain chain;
    if (!listed)
        co_return chain;
    for (const orders::Order& order : *listed) {
        if (order.certificates.isEmpty())
            continue;
        const auto certificates = pki::Certificate::parseAll(order.certificates);
        if (certificates && certificates->size() > 1) {
            chain = certificates->mid(1);
            co_return chain;
        }
    }
    co_return chain;
}

/// The chain of any certificate that Sectigo has issued to the organization.
Task<Result<Chain>> chainFromSectigo(Call call, ConnectorPointer connector)
{
    Chain chain;
    scm::ListFilter filter;
    filter.orgId = connector->resolved().orgId;
    filter.status = scm::Status::Issued;
    const auto page = co_await connector->scm()->list(filter, 0, 1, call.stop);
    if (!page)
        co_return failure(page.error());
    if (page->items.isEmpty())
        co_return chain;
    const auto collected = co_await connector->scm()->collect(
        page->items.first().id, scm::CollectFormat::X509, call.stop);
    if (!collected)
        co_return failure(collected.error());
    chain = scm::chainIn(collected).mid(1);
    co_return chain;
}

/// The CA's certificate and those above it, as they come with what it issues: Sectigo's API has no
/// resource for them. Empty while it has issued nothing.
Task<Result<Chain>> caChain(Call call, QString ca)
{
    const QDateTime now = call.around->clock->now();
    if (const auto known = remembered(call.known->chains, ca, now); known) {
        Chain chain = *known;
        co_return chain;
    }
    Chain chain;
    const auto connector = co_await call.around->workspace->open(ca);
    if (!connector)
        co_return failure(connector.error());
    const QUuid uuid = (*connector)->settings().uuid;
    chain = co_await chainFromOrders(call, uuid);
    if (chain.isEmpty()) {
        const auto found = co_await chainFromSectigo(call, *connector);
        if (!found)
            co_return failure(found.error());
        chain = *found;
    }
    if (!chain.isEmpty())
        call.known->chains.insert(ca, { chain, now.addSecs(rememberedChain) });
    co_return chain;
}

} // namespace

Task<http::ServerResponse> listCas(Call call)
{
    const FieldSelection fields = call.fields();
    const bool wantsChains = fields.wants(QStringLiteral("caList.certificate"), false)
        || fields.wants(QStringLiteral("caList.chain"), false);
    QList<CaEntry> cas;
    QMap<QString, Chain> chains;
    for (const CaEntry& ca : call.configuration->cas) {
        if (!call.client.caIds.contains(ca.id))
            continue;
        cas.append(ca);
        if (!wantsChains)
            continue;
        const QString id = ca.id;
        // One that cannot be reached does not hide the others: its entry has no chain.
        const auto chain = co_await caChain(call, id);
        if (chain)
            chains.insert(id, *chain);
        else
            qCWarning(logGateway) << "the chain of" << id << "is not known:" << chain.error();
    }
    co_return jsonReply(status::ok, caListJson(cas, chains, fields));
}

Task<http::ServerResponse> oneCa(Call call)
{
    const FieldSelection fields = call.fields();
    const CaEntry ca = *call.configuration->ca(call.route.caId);
    const bool wantsChain = fields.wants(QStringLiteral("ca.certificate"), false)
        || fields.wants(QStringLiteral("ca.chain"), false);
    Chain chain;
    if (wantsChain) {
        const QString id = ca.id;
        const auto found = co_await caChain(call, id);
        if (!found)
            co_return errorResponse(fromRead(found.error()));
        chain = *found;
    }
    co_return jsonReply(status::ok, caJson(ca, chain, fields));
}

Task<http::ServerResponse> caStatus(Call call)
{
    const QString ca = call.route.caId;
    const QDateTime now = call.around->clock->now();
    std::optional<bool> isUp = remembered(call.known->states, ca, now);
    if (!isUp) {
        const auto connector = co_await call.around->workspace->open(ca);
        isUp = false;
        if (connector) {
            const ConnectorPointer& opened = *connector;
            const auto types = co_await opened->scm()->types(opened->resolved().orgId, call.stop);
            isUp = types.has_value();
            if (!types)
                qCWarning(logGateway) << ca << "is down:" << types.error();
        } else {
            qCWarning(logGateway) << ca << "is down:" << connector.error();
        }
        // Whoever has left has learnt nothing of the CA.
        if (!call.stop.stop_requested())
            call.known->states.insert(ca, { *isUp, now.addSecs(rememberedState) });
    }
    Json answer;
    answer["type"] = "CAStatusResponse";
    answer["status"] = *isUp ? "UP" : "DOWN";
    co_return jsonReply(status::ok, answer);
}

/// The policy OIDs that can be asked for are those of Entrust's own CAs: Sectigo has none.
Task<http::ServerResponse> caProperties(Call call)
{
    Json properties = Json::object();
    if (call.query(QStringLiteral("fields")).isEmpty()) {
        properties["connector-name"] = "com.Sectigo";
        properties["type"] = "Sectigo";
    }
    Json answer;
    answer["type"] = "CAPropertiesResponse";
    answer["CAPropertiesInformation"]["properties"] = std::move(properties);
    co_return jsonReply(status::ok, answer);
}

Task<http::ServerResponse> listProfiles(Call call)
{
    const QString ca = call.route.caId;
    const auto known = remembered(call.known->profiles, ca, call.around->clock->now());
    if (known)
        co_return jsonReply(status::ok, *known);
    // Of many that ask at once, one asks Sectigo.
    const QByteArray key = "profiles/" + ca.toUtf8();
    const Turns::Turn turn = co_await call.around->turns->take(key);
    const auto meanwhile = remembered(call.known->profiles, ca, call.around->clock->now());
    if (meanwhile)
        co_return jsonReply(status::ok, *meanwhile);
    const auto connector = co_await call.around->workspace->open(ca);
    if (!connector)
        co_return errorResponse(fromRead(connector.error()));
    const auto bytes = co_await (*connector)->profilesResponse(true, call.stop);
    if (!bytes)
        co_return errorResponse(fromRead(bytes.error()));
    const QDateTime until = call.around->clock->now().addSecs(rememberedProfiles);
    call.known->profiles.insert(ca, { *bytes, until });
    co_return jsonReply(status::ok, *bytes);
}

Task<http::ServerResponse> oneProfile(Call call)
{
    const auto opened = co_await call.around->workspace->open(call.route.caId);
    if (!opened)
        co_return errorResponse(fromRead(opened.error()));
    const ConnectorPointer& connector = *opened;
    const QList<settings::LocalProfile> local = connector->settings().profiles;
    auto synced = co_await connector->syncedProfiles(false, call.stop);
    if (!synced)
        co_return errorResponse(fromRead(synced.error()));
    Result<QByteArray> profile = profiles::profileResponse(call.route.item, local, *synced);
    if (!profile && *synced) {
        // Perhaps it is a new one.
        synced = co_await connector->syncedProfiles(true, call.stop);
        if (synced)
            profile = profiles::profileResponse(call.route.item, local, *synced);
    }
    if (!profile)
        co_return errorResponse(fromRead(profile.error()));
    co_return jsonReply(status::ok,
        QByteArray("{\"message\":{\"message\":\"Profile retrieved successfully.\",\"details\":[]},"
                   "\"profile\":"
            + *profile + ",\"type\":\"ProfileResponse\"}"));
}

Task<http::ServerResponse> openApi(Call call)
{
    QFile file(QStringLiteral(":/gateway/openapi.json"));
    constexpr int deepest = 32;
    const bool isOpen = file.open(QIODevice::ReadOnly);
    auto description = parseJson(isOpen ? file.readAll() : QByteArray(), deepest);
    if (!description)
        co_return errorResponse(
            fromHttpLayer(500, QStringLiteral("The description is missing from this build.")));
    Json server;
    server["url"] = toJson(call.configuration->contextPath + u'/');
    (*description)["servers"] = Json::array({ server });
    (*description)["info"]["version"] = GATEHOUSE_VERSION;
    co_return jsonReply(status::ok, *description);
}

} // namespace gatehouse::gateway
