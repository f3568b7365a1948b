// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/turns.h>

#include <QCoro/QCoroFuture>
#include <QPromise>

namespace gatehouse::gateway {

Task<Turns::Turn> Turns::take(QByteArray key)
{
    const auto self = shared_from_this();
    const auto known = self->m_last.constFind(key);
    const bool mustWait = known != self->m_last.constEnd() && !known->end.isFinished();
    const QFuture<void> before = self->m_last.value(key).end;
    auto promise = std::make_shared<QPromise<void>>();
    promise->start();
    const quint64 number = ++self->m_count;
    self->m_last.insert(key, { promise->future(), number });
    Turn turn(static_cast<void*>(promise.get()), [self, key, promise, number](void*) {
        // The entry goes with the last turn of its key.
        if (self->m_last.value(key).number == number)
            self->m_last.remove(key);
        promise->finish();
    });
    promise.reset();
    if (mustWait)
        co_await before;
    co_return turn;
}

} // namespace gatehouse::gateway
