// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLoggingCategory>

// Every log category of Gatehouse, so that QT_LOGGING_RULES can be documented in one place.
// Nothing below "info" is printed by default. No category may ever receive a secret.
namespace gatehouse {
Q_DECLARE_LOGGING_CATEGORY(logHttp) ///< gatehouse.http: each request and answer, redacted
Q_DECLARE_LOGGING_CATEGORY(logServer) ///< gatehouse.server: the HTTPS server side
Q_DECLARE_LOGGING_CATEGORY(logKeyStore) ///< gatehouse.keystore
Q_DECLARE_LOGGING_CATEGORY(logScm) ///< gatehouse.scm: SCM's answers by code
Q_DECLARE_LOGGING_CATEGORY(logSettings) ///< gatehouse.settings
Q_DECLARE_LOGGING_CATEGORY(logSecrets) ///< gatehouse.secrets: which store, which key, never a value
Q_DECLARE_LOGGING_CATEGORY(logOrders) ///< gatehouse.orders: each transition
Q_DECLARE_LOGGING_CATEGORY(logEnrollment) ///< gatehouse.enrollment: attempts and waits
Q_DECLARE_LOGGING_CATEGORY(logSandbox) ///< gatehouse.sandbox
} // namespace gatehouse
