// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/access.h>
#include <app/gateway/call.h>
#include <app/gateway/structuredlog.h>

namespace gatehouse::gateway {

/// Answers requests: who asks, what for, may they; then the resource's handler. Every answer that
/// is not 2xx is an ErrorResponse. The requests under way may outlive it.
class Gateway {
public:
    Gateway(std::shared_ptr<workspace::Workspace> workspace, std::shared_ptr<AuditLog> audit,
        std::shared_ptr<Metrics> metrics);

    /// Requests that begin from now on go by it; those under way by theirs.
    void apply(std::shared_ptr<const Configuration> configuration);
    std::shared_ptr<const Configuration> configuration() const { return m_state->configuration; }

    Task<http::ServerResponse> handle(http::ServerRequest request, std::stop_token stop);
    /// Of the management port: metrics and health.
    http::ServerResponse manage(
        const http::ServerRequest& request, const Metrics::Gauges& gauges) const;

    /// The waits of enrollments end: their clients are answered 202.
    void endWaits() { m_state->ending.request_stop(); }
    /// From now on health says so, for a load balancer to send no more.
    void setReady(bool isReady) { m_state->isReady = isReady; }
    bool isReady() const { return m_state->isReady; }
    int inProgress() const { return m_state->inProgress; }

private:
    struct State {
        std::shared_ptr<const Configuration> configuration;
        std::shared_ptr<Known> known;
        std::shared_ptr<Surroundings> around;
        Identities identities;
        std::stop_source ending;
        QHash<QString, int> inProgressOf; ///< by client
        int inProgress = 0;
        bool isReady = false;
    };
    using StatePointer = std::shared_ptr<State>;

    static tl::expected<Call, http::ServerResponse> admit(
        const StatePointer& state, http::ServerRequest request, RequestRecord& record);
    static Task<http::ServerResponse> answer(const StatePointer& state, http::ServerRequest request,
        std::stop_token stop, RequestRecord& record);
    static Task<http::ServerResponse> serve(StatePointer state, Call call, std::stop_token stop);
    static http::ServerResponse health(const State& state, const QString& group);

    StatePointer m_state;
};

/// The body of an error that the HTTP layer answers.
http::ServerResponse httpLayerError(int status, const QString& reason);

} // namespace gatehouse::gateway
