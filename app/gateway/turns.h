// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/task.h>

#include <QByteArray>
#include <QFuture>
#include <QHash>

#include <memory>

namespace gatehouse::gateway {

/// One at a time for each key: two like requests that arrive together must not both find that there
/// is no order yet. Lives as long as the last turn.
class Turns : public std::enable_shared_from_this<Turns> {
public:
    /// Held while one has the turn; letting the last copy go passes it on.
    using Turn = std::shared_ptr<void>;

    /// Waits until those before have let theirs go.
    Task<Turn> take(QByteArray key);

private:
    struct Last {
        QFuture<void> end;
        quint64 number = 0;
    };
    QHash<QByteArray, Last> m_last; ///< by key, the last turn given out
    quint64 m_count = 0;
};

} // namespace gatehouse::gateway
