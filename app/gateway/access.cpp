// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/access.h>

#include <algorithm>

namespace gatehouse::gateway {

ApiResult<Client> identify(
    const Configuration& configuration, const QList<pki::Certificate>& chain, const QDateTime& now)
{
    if (chain.isEmpty())
        return refuse(status::unauthorised, code::unauthorised,
            QStringLiteral(
                "No client certificate was shown: connect with the one that was issued for "
                "this gateway."));
    const pki::Certificate& leaf = chain.first();
    const pki::DistinguishedName subject = leaf.subject();
    if (now > leaf.notAfter() || now < leaf.notBefore())
        return refuse(status::unauthorised, code::unauthorised,
            QStringLiteral(
                "The client certificate is valid from %1 to %2 only: connect with a valid "
                "one.")
                .arg(leaf.notBefore().toString(Qt::ISODate), leaf.notAfter().toString(Qt::ISODate)),
            QStringLiteral("subject"), subject.toString());
    const auto isTheirs = [&subject](
                              const Client& client) { return client.subject.matches(subject); };
    const auto found = std::ranges::find_if(configuration.clients, isTheirs);
    if (found == configuration.clients.end())
        return refuse(status::unauthorised, code::unauthorised,
            QStringLiteral("No client is configured for this certificate's subject: have the "
                           "gateway's administrator add it to \"clients\"."),
            QStringLiteral("subject"), subject.toString());
    return *found;
}

ApiResult<Client> Identities::identify(
    const Configuration& configuration, const QList<pki::Certificate>& chain, const QDateTime& now)
{
    constexpr qsizetype mostKnown = 10000;
    const QByteArray leaf = chain.isEmpty() ? QByteArray() : chain.first().toDer();
    const auto known = m_known.constFind(leaf);
    if (known != m_known.constEnd() && known->notBefore <= now && now <= known->notAfter)
        return known->client;
    ApiResult<Client> client = gateway::identify(configuration, chain, now);
    if (!client)
        return client;
    if (m_known.size() >= mostKnown)
        m_known.clear();
    m_known.insert(leaf, { *client, chain.first().notBefore(), chain.first().notAfter() });
    return client;
}

ApiResult<void> authorise(
    const Configuration& configuration, const Client& client, const Route& route)
{
    if (route.isChange && isReadOnly(client.role))
        return refuse(status::forbidden, code::forbidden,
            QStringLiteral("The role %1 may only read: use a client with another role.")
                .arg(roleName(client.role)),
            QStringLiteral("role"), roleName(client.role));
    if (route.caId.isEmpty())
        return {};
    if (configuration.ca(route.caId) == nullptr)
        return refuse(status::notFound, code::unknownCa,
            QStringLiteral("CA with specified name not found"), QStringLiteral("caId"), route.caId);
    if (!client.caIds.contains(route.caId))
        return refuse(status::forbidden, code::forbidden,
            QStringLiteral("This client may not use CA %1: use one of %2.")
                .arg(route.caId, client.caIds.join(QLatin1String(", "))),
            QStringLiteral("caId"), route.caId);
    return {};
}

} // namespace gatehouse::gateway
