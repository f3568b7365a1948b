// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/scm/client.h>
#include <tests/support/fakeclock.h>
#include <tests/support/faketransport.h>

namespace gatehouse::scm::tests {

using testsupport::FakeClock;
using testsupport::FakeTransport;

/// A client on a fake transport, with a clock that jumps over every wait.
struct Setup {
    std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
    std::shared_ptr<FakeTransport> transport = std::make_shared<FakeTransport>();
    std::shared_ptr<Client> client;

    explicit Setup(std::shared_ptr<Authenticator> authenticator = nullptr,
        const QString& base = QStringLiteral("https://cert-manager.com/api"))
    {
        if (!authenticator)
            authenticator = passwordAuthenticator(QStringLiteral("svc-api"),
                Secret::fromUtf8(QByteArrayView("secret")), QStringLiteral("example"));
        clock->setAutoAdvance(true);
        client = std::make_shared<Client>(
            QUrl(base), transport, std::move(authenticator), clock, [] { return 0.0; });
    }

    void answer(int status, QByteArray body)
    {
        transport->setHandler(
            [status, body](const http::Request&) { return FakeTransport::answer(status, body); });
    }

    /// Answers in turn; the last one stays.
    void answers(QList<Result<http::Response>> list)
    {
        transport->setHandler([list](const http::Request&) mutable {
            return list.size() > 1 ? list.takeFirst() : list.first();
        });
    }

    http::Request request(qsizetype index = 0) const { return transport->requests().at(index); }
};

} // namespace gatehouse::scm::tests
