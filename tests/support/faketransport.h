// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/clock.h>
#include <core/http/transport.h>

#include <QList>

#include <functional>
#include <memory>

namespace gatehouse::testsupport {

/// A transport without a network. Every request is recorded and goes to the handler as it is sent;
/// the answer arrives through the event loop, after a delay, or when the test releases it. A
/// request that is stopped meanwhile ends with Error::cancelled(). For one thread.
class FakeTransport final : public http::Transport {
public:
    using Handler = std::function<Result<http::Response>(const http::Request&)>;

    explicit FakeTransport(Handler handler = {});
    ~FakeTransport() override;

    Task<Result<http::Response>> send(http::Request request, std::stop_token stop) override;

    void setHandler(Handler handler);
    /// Each answer takes this long by `clock`, from the next request on.
    void setDelay(std::shared_ptr<Clock> clock, std::chrono::milliseconds delay);
    /// From the next request on, answers wait for `release`.
    void hold();
    /// Lets answers go that are held: the first `count`, or all; later ones are not held any more
    /// when all were released.
    void release();
    void release(qsizetype count);

    const QList<http::Request>& requests() const; ///< in the order sent
    qsizetype held() const; ///< requests without an answer, because of `hold`

    static http::Response answer(
        int status, QByteArray body, QByteArray contentType = "application/json");
    /// Body and headers as they would go out, secrets in the clear: for comparing only.
    static QByteArray bodyOf(const http::Request& request);
    static QByteArray headerOf(const http::Request& request, QByteArrayView name);

private:
    struct State;
    std::shared_ptr<State> m_state; ///< shared with requests under way
};

} // namespace gatehouse::testsupport
