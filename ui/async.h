// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/background.h>
#include <core/task.h>

#include <QCoro/QCoroFuture>
#include <QObject>
#include <QPointer>
#include <QThreadPool>
#include <QtConcurrent/QtConcurrentRun>

#include <memory>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace gatehouse::ui {

namespace detail {

template <class T, class F>
Task<void> deliver(Task<T> task, QPointer<QObject> context, F continuation)
{
    if constexpr (std::is_void_v<T>) {
        co_await task;
        if (context)
            continuation();
    } else {
        auto value = co_await task;
        if (context)
            continuation(std::move(value));
    }
}

template <class T> Task<T> resultOf(QFuture<T> future)
{
    auto value = co_await future;
    co_return value;
}

} // namespace detail

/// Calls `continuation` with the task's value, unless `context` is gone by then. The one way in
/// which a widget takes the result of a task: no continuation runs once its widget is gone.
template <class T, class F> void consume(Task<T> task, QObject* context, F&& continuation)
{
    detail::deliver(std::move(task), QPointer<QObject>(context), std::forward<F>(continuation));
}

/// The same for what a thread works out. Not QFuture::then(context, ...): Qt 6.4 does not bear that
/// the context goes first.
template <class T, class F> void consume(QFuture<T> future, QObject* context, F&& continuation)
{
    detail::deliver(detail::resultOf(std::move(future)), QPointer<QObject>(context),
        std::forward<F>(continuation));
}

/// Lets a thread take down what is not needed any more: for 100,000 rows that takes longer than the
/// event loop may stand still.
template <class T> void letGo(T value)
{
    auto kept = std::make_shared<T>(std::move(value));
    backgroundThreads()->start([kept = std::move(kept)]() mutable { kept.reset(); });
}

/// What `make` makes of `count` things: at once of few, and in a thread of many, for which the
/// event loop may not stand still. `make` is pure.
template <class Make> Task<std::invoke_result_t<Make>> madeOf(qsizetype count, Make make)
{
    constexpr qsizetype many = 1000;
    if (count <= many)
        co_return make();
    co_return co_await detail::resultOf(QtConcurrent::run(backgroundThreads(), std::move(make)));
}

/// One operation at a time: beginning another, cancelling, and the end of the owner all stop the
/// one under way. A member of the widget that starts it.
class Operation {
public:
    Operation() = default;
    ~Operation() { m_stop.request_stop(); }
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;

    /// Stops what is under way and gives the token of the next.
    std::stop_token begin()
    {
        m_stop.request_stop();
        m_stop = std::stop_source();
        m_isRunning = true;
        return m_stop.get_token();
    }
    void cancel() { m_stop.request_stop(); }
    /// To be called by the continuation: only the latest operation's end counts. False for the
    /// continuation of one that was overtaken.
    bool end(const std::stop_token& token)
    {
        if (token != m_stop.get_token())
            return false;
        m_isRunning = false;
        return true;
    }
    /// Stops what is under way and does not hear of it any more.
    void drop() { end(begin()); }
    bool isRunning() const { return m_isRunning; }

private:
    std::stop_source m_stop;
    bool m_isRunning = false;
};

} // namespace gatehouse::ui
