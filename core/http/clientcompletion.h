// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>

#include <QObject>

#include <coroutine>
#include <optional>
#include <stop_token>

namespace gatehouse::http {

/// The one outcome that a coroutine waits for. The first value wins, be it from a socket, a timer
/// or a stop; what comes later is dropped. The coroutine always goes on from the event loop, never
/// from inside a signal of the object it may be about to destroy.
template <class T> class Completion final : public QObject {
public:
    /// Ends in Cancelled as soon as `stop` is requested, also when that was before.
    explicit Completion(std::stop_token stop)
    {
        if (stop.stop_requested())
            set(failure(Error::cancelled()));
        else
            m_onStop.emplace(std::move(stop), Cancel { this });
    }

    /// False when there was an outcome already.
    bool set(Result<T> value)
    {
        if (m_value)
            return false;
        m_value.emplace(std::move(value));
        resumeLater();
        return true;
    }

    bool isSet() const { return m_value.has_value(); }

    /// What co_await is given: QCoro copies awaiters, and this object cannot be copied.
    struct Awaiter {
        Completion* completion;
        // NOLINTBEGIN(readability-identifier-naming): the language names these.
        bool await_ready() const { return false; }
        void await_suspend(std::coroutine_handle<> waiter) const
        {
            completion->m_waiter = waiter;
            completion->resumeLater();
        }
        Result<T> await_resume() const { return std::move(*completion->m_value); }
        // NOLINTEND(readability-identifier-naming)
    };
    Awaiter wait() { return Awaiter { this }; }

private:
    struct Cancel {
        Completion* completion;
        void operator()() const
        {
            // Queued, so that whoever asks for the stop is never re-entered.
            QMetaObject::invokeMethod(
                completion, [self = completion] { self->set(failure(Error::cancelled())); },
                Qt::QueuedConnection);
        }
    };

    void resumeLater()
    {
        if (!m_value || !m_waiter)
            return;
        QMetaObject::invokeMethod(
            this, [waiter = std::exchange(m_waiter, {})] { waiter.resume(); },
            Qt::QueuedConnection);
    }

    std::optional<Result<T>> m_value;
    std::coroutine_handle<> m_waiter;
    std::optional<std::stop_callback<Cancel>> m_onStop;
};

} // namespace gatehouse::http
