// SPDX-License-Identifier: Apache-2.0
#include <tests/support/faketransport.h>

#include <QTimer>

#include <algorithm>
#include <coroutine>
#include <optional>

namespace gatehouse::testsupport {

namespace {

/// One request that waits for its turn; lives in its coroutine.
struct Turn {
    quint64 id = 0; ///< an address may be used again; this is not
    std::coroutine_handle<> handle;
    std::stop_token stop;
    std::optional<std::stop_callback<std::function<void()>>> onStop;
};

} // namespace

struct FakeTransport::State {
    Handler handler;
    QList<http::Request> requests;
    std::shared_ptr<Clock> clock;
    std::chrono::milliseconds delay { 0 };
    bool holding = false;
    QList<Turn*> turns; ///< waiting, held or about to be resumed
    qsizetype held = 0;
    quint64 lastId = 0;
    QObject context;

    void resumeSoon(Turn* turn)
    {
        QTimer::singleShot(0, &context, [this, id = turn->id] {
            const auto found = std::ranges::find(turns, id, [](auto* t) { return t->id; });
            if (found == turns.end())
                return;
            const std::coroutine_handle<> handle = (*found)->handle;
            turns.erase(found);
            handle.resume();
        });
    }
};

namespace {

/// What co_await is given; QCoro copies it, so it only points.
template <class State> struct Suspend {
    State* state;
    Turn* turn;
    bool hold;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> handle) const
    {
        turn->handle = handle;
        state->turns.append(turn);
        if (!hold || turn->stop.stop_requested()) {
            state->resumeSoon(turn);
            return;
        }
        State* of = state;
        Turn* waiting = turn;
        turn->onStop.emplace(turn->stop, [of, waiting] { of->resumeSoon(waiting); });
    }
    void await_resume() const { }
};

} // namespace

FakeTransport::FakeTransport(Handler handler)
    : m_state(std::make_shared<State>())
{
    m_state->handler = std::move(handler);
}

FakeTransport::~FakeTransport() = default;

Task<Result<http::Response>> FakeTransport::send(http::Request request, std::stop_token stop)
{
    const std::shared_ptr<State> state = m_state;
    Result<http::Response> answer = failure(Error::cancelled());
    if (!stop.stop_requested()) {
        state->requests.append(request);
        if (state->handler)
            answer = state->handler(request);
        else
            answer = failure(ErrorKind::Network, QStringLiteral("No handler."));
    }
    const bool hold = state->holding;
    if (state->clock) {
        const std::shared_ptr<Clock> clock = state->clock;
        co_await clock->wait(state->delay, stop);
    }
    Turn turn;
    turn.id = ++state->lastId;
    turn.stop = stop;
    state->held += hold ? 1 : 0;
    Suspend<State> suspend { state.get(), &turn, hold };
    co_await suspend;
    state->held -= hold ? 1 : 0;
    if (stop.stop_requested())
        co_return failure(Error::cancelled());
    co_return answer;
}

void FakeTransport::setHandler(Handler handler)
{
    m_state->handler = std::move(handler);
}

void FakeTransport::setDelay(std::shared_ptr<Clock> clock, std::chrono::milliseconds delay)
{
    m_state->clock = std::move(clock);
    m_state->delay = delay;
}

void FakeTransport::hold()
{
    m_state->holding = true;
}

void FakeTransport::release()
{
    m_state->holding = false;
    release(m_state->turns.size());
}

void FakeTransport::release(qsizetype count)
{
    const QList<Turn*> turns = m_state->turns.first(std::min(count, m_state->turns.size()));
    for (Turn* turn : turns)
        m_state->resumeSoon(turn);
}

const QList<http::Request>& FakeTransport::requests() const
{
    return m_state->requests;
}

qsizetype FakeTransport::held() const
{
    return m_state->held;
}

http::Response FakeTransport::answer(int status, QByteArray body, QByteArray contentType)
{
    http::Response response;
    response.status = status;
    response.headers.append(http::Header { "Content-Type", std::move(contentType) });
    response.body = std::move(body);
    return response;
}

QByteArray FakeTransport::bodyOf(const http::Request& request)
{
    if (const auto* bytes = std::get_if<QByteArray>(&request.body))
        return *bytes;
    if (const auto* secret = std::get_if<Secret>(&request.body))
        return secret->utf8().toByteArray();
    return {};
}

QByteArray FakeTransport::headerOf(const http::Request& request, QByteArrayView name)
{
    for (const http::Header& header : request.headers) {
        if (header.name.compare(name, Qt::CaseInsensitive) == 0)
            return header.value;
    }
    for (const http::SecretHeader& header : request.secretHeaders) {
        if (header.name.compare(name, Qt::CaseInsensitive) == 0)
            return header.value.utf8().toByteArray();
    }
    return {};
}

} // namespace gatehouse::testsupport
