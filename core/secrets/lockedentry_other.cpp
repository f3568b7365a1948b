// SPDX-License-Identifier: Apache-2.0
#include <core/secrets/lockedentry.h>

namespace gatehouse::secrets {

// The key chains of Windows and macOS say so themselves.
Task<bool> isEntryLocked(QString service, QString key)
{
    Q_UNUSED(service)
    Q_UNUSED(key)
    co_return false;
}

} // namespace gatehouse::secrets
