// SPDX-License-Identifier: Apache-2.0
#include <core/http/client.h>
#include <core/http/clientexchange.h>
#include <core/http/clientproxy.h>
#include <core/http/probe.h>
#include <core/http/tlsmaterial.h>

#include <deque>
#include <functional>

namespace gatehouse::http {

QSslConfiguration tlsConfiguration(const ClientSettings& settings)
{
    QSslConfiguration configuration;
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    // Also with an empty list: setting one is what switches off Qt's loading of system roots on
    // demand.
    configuration.setCaCertificates(toQt(settings.trustAnchors));
    // Each connection is verified in full: none resumes what another has agreed upon.
    configuration.setSslOption(QSsl::SslOptionDisableSessionSharing, true);
    configuration.setSslOption(QSsl::SslOptionDisableSessionPersistence, true);
    if (settings.identity) {
        configuration.setPrivateKey(toQt(settings.identity->key));
        configuration.setLocalCertificateChain(toQt(settings.identity->chain));
    }
    return configuration;
}

QNetworkProxy networkProxy(const std::optional<ProxySettings>& settings)
{
    // Never QNetworkProxy::DefaultProxy, which follows the environment and the desktop.
    if (!settings)
        return QNetworkProxy(QNetworkProxy::NoProxy);
    // The login goes into the proxy, not into an answer to proxyAuthenticationRequired: there
    // QNetworkAccessManager would keep it and also give it to a server that sends a 407 from inside
    // the tunnel.
    return QNetworkProxy(QNetworkProxy::HttpProxy, settings->host, settings->port,
        settings->userName, QString::fromUtf8(settings->password.utf8()));
}

class Client::Private {
public:
    explicit Private(ClientSettings clientSettings)
        : settings(std::move(clientSettings))
        , tls(tlsConfiguration(settings))
        , proxy(networkProxy(settings.proxy))
    {
        readManager.setProxy(proxy);
    }

    static Task<Result<Response>> run(
        std::shared_ptr<Private> self, Request request, std::stop_token stop);

    bool hasConnected = false;

    // As many at once as QNetworkAccessManager opens connections to a host. Whoever is beyond waits
    // here, where the time-out for connecting does not run yet.
    static constexpr int maximumAtOnce = 6;

    /// Completes `turn` when there is room: at once, or when another one leaves.
    void enter(Completion<void>& turn)
    {
        if (atWork < maximumAtOnce) {
            if (turn.set({}))
                ++atWork;
        } else {
            waiting.push_back(&turn);
        }
    }

    void leave()
    {
        --atWork;
        while (!waiting.empty() && atWork < maximumAtOnce) {
            Completion<void>* next = waiting.front();
            waiting.pop_front();
            if (next->set({}))
                ++atWork;
        }
    }

    ClientSettings settings;
    QSslConfiguration tls;
    QNetworkProxy proxy;
    QNetworkAccessManager readManager;
    std::stop_source closing;
    std::deque<Completion<void>*> waiting;
    int atWork = 0;

private:
    static Task<Result<Response>> exchange(
        std::shared_ptr<Private> self, Request request, std::stop_token stop);
};

Task<Result<Response>> Client::Private::run(
    std::shared_ptr<Private> self, Request request, std::stop_token stop)
{
    // Either the caller or the client's end stops the request.
    std::stop_source either;
    const std::function<void()> requestStop = [&either] { either.request_stop(); };
    const std::stop_callback onStop(stop, requestStop);
    const std::stop_callback onClosing(self->closing.get_token(), requestStop);

    Completion<void> turn(either.get_token());
    self->enter(turn);
    auto myTurn = turn.wait();
    const Result<void> entered = co_await myTurn;
    if (!entered) {
        std::erase(self->waiting, &turn);
        co_return failure(entered.error());
    }
    auto work = exchange(self, std::move(request), either.get_token());
    Result<Response> outcome = co_await work;
    self->leave();
    co_return outcome;
}

Task<Result<Response>> Client::Private::exchange(
    std::shared_ptr<Private> self, Request request, std::stop_token stop)
{
    if (std::optional<Error> invalid = invalidRequest(request))
        co_return failure(*std::move(invalid));
    // A connection of its own for what must not be repeated: see Exchange.
    std::optional<QNetworkAccessManager> ownManager;
    if (!isRead(request))
        ownManager.emplace().setProxy(self->proxy);
    Exchange exchange(self->settings, self->tls, self->hasConnected, std::move(request), stop);
    exchange.start(ownManager ? *ownManager : self->readManager);
    auto done = exchange.wait();
    Result<Response> outcome = co_await done;

    const bool neverConnected =
        !outcome && outcome.error().kind == ErrorKind::Network && !exchange.wasSent();
    if (!neverConnected || !self->settings.proxy)
        co_return outcome;
    // QNetworkAccessManager does not tell a fault of the proxy from one beyond it. The tunnel alone
    // does.
    const Destination to = exchange.destination();
    auto probing = probeTunnel(*to.proxy, to.host, to.port, self->settings.connectTimeout, stop);
    const Result<void> tunnel = co_await probing;
    if (!tunnel)
        co_return failure(tunnel.error());
    co_return outcome;
}

Client::Client(ClientSettings settings)
    : m_private(std::make_shared<Private>(std::move(settings)))
{
}

Client::~Client()
{
    m_private->closing.request_stop();
}

Task<Result<Response>> Client::send(Request request, std::stop_token stop)
{
    return Private::run(m_private, std::move(request), std::move(stop));
}

} // namespace gatehouse::http
