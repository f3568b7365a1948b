// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/task.h>

#include <QCoro/QCoroFuture>
#include <QPromise>

#include <memory>

namespace gatehouse {

namespace detail {

template <class T>
Task<void> forward(Task<Result<T>> task, std::shared_ptr<QPromise<Result<T>>> promise)
{
    Result<T> result = co_await std::move(task);
    promise->addResult(std::move(result));
    promise->finish();
}

} // namespace detail

/// Waits for a task that cannot be stopped itself, such as a question of the key chain, but no
/// longer than until `stop`: then it is cancelled at once for its caller, and ends unheard. What it
/// works with has to be its own.
template <class T> Task<Result<T>> untilStopped(Task<Result<T>> task, std::stop_token stop)
{
    const auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    const QFuture<Result<T>> future = promise->future();
    detail::forward(std::move(task), promise);
    const std::stop_callback leave(stop, [promise] {
        promise->addResult(failure(Error::cancelled()));
        promise->finish();
    });
    const Result<T> result = co_await future;
    co_return result;
}

} // namespace gatehouse
