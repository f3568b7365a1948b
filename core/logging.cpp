// SPDX-License-Identifier: Apache-2.0
#include <core/logging.h>

namespace gatehouse {
Q_LOGGING_CATEGORY(logHttp, "gatehouse.http", QtWarningMsg)
Q_LOGGING_CATEGORY(logServer, "gatehouse.server", QtWarningMsg)
Q_LOGGING_CATEGORY(logKeyStore, "gatehouse.keystore", QtWarningMsg)
Q_LOGGING_CATEGORY(logScm, "gatehouse.scm", QtWarningMsg)
Q_LOGGING_CATEGORY(logSettings, "gatehouse.settings", QtWarningMsg)
Q_LOGGING_CATEGORY(logSecrets, "gatehouse.secrets", QtWarningMsg)
Q_LOGGING_CATEGORY(logOrders, "gatehouse.orders", QtWarningMsg)
Q_LOGGING_CATEGORY(logEnrollment, "gatehouse.enrollment", QtWarningMsg)
Q_LOGGING_CATEGORY(logSandbox, "gatehouse.sandbox", QtWarningMsg)
} // namespace gatehouse
