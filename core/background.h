// SPDX-License-Identifier: Apache-2.0
#pragma once

class QThreadPool;

namespace gatehouse {

/// The threads for what the event loop may not wait for. Not Qt's global ones: a window that is
/// being painted waits for those, and would stand still for as long as all of them turn passwords
/// into keys.
QThreadPool* backgroundThreads();

} // namespace gatehouse
