// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/background.h>
#include <core/pki/threadstate.h>

#include <QFuture>
#include <QtConcurrent>

#include <utility>

namespace gatehouse::pki {

/// Runs a job that works with keys or certificates on one of the background threads. Who uses it
/// links Qt6::Concurrent.
///
/// OpenSSL's state of that thread is freed before the future finishes: a pool's thread lives on
/// with it otherwise, and at the end of the process nobody waits for the thread's last moments.
template <class Job> auto inBackground(Job job)
{
    return QtConcurrent::run(backgroundThreads(), [job = std::move(job)] {
        struct Release {
            Release() = default;
            Release(const Release&) = delete;
            Release& operator=(const Release&) = delete;
            ~Release() { releaseThreadState(); }
        };
        const Release release;
        return job();
    });
}

} // namespace gatehouse::pki
