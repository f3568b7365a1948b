// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gatehouse::pki {

/// Frees what OpenSSL keeps for the calling thread (its random generator, its error queue), as
/// OPENSSL_thread_stop(3) does. It comes back by itself when the thread calls OpenSSL again.
void releaseThreadState();

} // namespace gatehouse::pki
