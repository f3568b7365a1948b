// SPDX-License-Identifier: Apache-2.0
#include <core/connector/readonly.h>
#include <core/connector/words.h>

namespace gatehouse::connector {

namespace {

constexpr QLatin1String cause("access/read-only");

class ReadOnlyOrders final : public orders::OrderStore {
public:
    explicit ReadOnlyOrders(std::shared_ptr<orders::OrderStore> store)
        : m_store(std::move(store))
    {
    }

    Task<Result<orders::Order>> create(orders::Order) override
    {
        co_return failure(readOnlyError());
    }
    Task<Result<orders::Order>> move(orders::OrderId, QList<orders::OrderState>, orders::OrderState,
        orders::OrderChange) override
    {
        co_return failure(readOnlyError());
    }
    Task<Result<void>> note(orders::OrderId, orders::OrderState, orders::OrderChange) override
    {
        co_return failure(readOnlyError());
    }
    Task<Result<orders::Order>> find(orders::OrderId id) override
    {
        return m_store->find(std::move(id));
    }
    Task<Result<QList<orders::Order>>> list(orders::OrderFilter filter) override
    {
        return m_store->list(std::move(filter));
    }
    bool isWritable() const override { return false; }

private:
    std::shared_ptr<orders::OrderStore> m_store;
};

class ReadOnlySecrets final : public secrets::SecretStore {
public:
    explicit ReadOnlySecrets(std::shared_ptr<secrets::SecretStore> store)
        : m_store(std::move(store))
    {
    }

    Task<Result<std::optional<Secret>>> read(secrets::SecretName name) override
    {
        return m_store->read(std::move(name));
    }
    Task<Result<void>> write(secrets::SecretName, Secret) override
    {
        co_return failure(readOnlyError());
    }
    Task<Result<void>> remove(secrets::SecretName) override { co_return failure(readOnlyError()); }
    /// Changes nothing but what this program knows.
    Result<void> keepForSession(const secrets::SecretName& name, const Secret& value) override
    {
        return m_store->keepForSession(name, value);
    }
    bool canKeepForSession() const override { return m_store->canKeepForSession(); }
    bool isPersistent() const override { return m_store->isPersistent(); }
    bool isWritable() const override { return false; }
    QString description() const override { return m_store->description(); }

private:
    std::shared_ptr<secrets::SecretStore> m_store;
};

class ReadOnlyTransport final : public http::Transport {
public:
    ReadOnlyTransport(std::shared_ptr<http::Transport> transport, const QUrl& tokenUrl)
        : m_transport(std::move(transport))
        , m_tokenUrl(tokenUrl)
    {
    }

    Task<Result<http::Response>> send(http::Request request, std::stop_token stop) override
    {
        const bool isRead = request.method == "GET" || request.method == "HEAD";
        const bool isLogin =
            request.method == "POST" && !m_tokenUrl.isEmpty() && request.url == m_tokenUrl;
        if (!isRead && !isLogin)
            return refuse();
        return m_transport->send(std::move(request), std::move(stop));
    }

private:
    static Task<Result<http::Response>> refuse() { co_return failure(readOnlyError()); }

    std::shared_ptr<http::Transport> m_transport;
    QUrl m_tokenUrl;
};

} // namespace

Error readOnlyError()
{
    Error error = Error::of(ErrorKind::Usage,
        Words::tr("This session is read-only: it can look everything up, and changes nothing. Ask "
                  "somebody with full access, or start Gatehouse without the read-only mode."));
    error.cause = cause;
    return error;
}

bool isReadOnly(const Error& error)
{
    return error.cause == cause;
}

std::shared_ptr<orders::OrderStore> readOnly(std::shared_ptr<orders::OrderStore> store)
{
    return std::make_shared<ReadOnlyOrders>(std::move(store));
}

std::shared_ptr<secrets::SecretStore> readOnly(std::shared_ptr<secrets::SecretStore> store)
{
    return std::make_shared<ReadOnlySecrets>(std::move(store));
}

std::shared_ptr<http::Transport> readOnly(
    std::shared_ptr<http::Transport> transport, const QUrl& tokenUrl)
{
    return std::make_shared<ReadOnlyTransport>(std::move(transport), tokenUrl);
}

} // namespace gatehouse::connector
