// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLoggingCategory>

namespace gatehouse::gateway {
Q_DECLARE_LOGGING_CATEGORY(logGateway) ///< gatehouse.gateway: what the service does by itself
} // namespace gatehouse::gateway
