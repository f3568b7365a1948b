// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>

#include <QCoro/QCoroTask>

#include <stop_token>

namespace gatehouse {

/// Anything that waits. Starts at once, runs on the thread that called it, and detaches when
/// dropped. Parameters are taken by value; `this` must outlive the task or be guarded.
///
/// GCC 12 destroys braced temporaries inside a co_await expression twice: build arguments in named
/// variables first, and do not put a conditional operator around a co_await.
/// QCoro 0.8 moves out of whatever lvalue co_return names: never co_return a member, only a local.
template <class T> using Task = QCoro::Task<T>;

} // namespace gatehouse
