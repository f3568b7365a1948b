// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/client.h>

#include <QNetworkProxy>

namespace gatehouse::http {

/// The proxy for Qt: an HTTP CONNECT one with its login, or explicitly none.
QNetworkProxy networkProxy(const std::optional<ProxySettings>& settings);

} // namespace gatehouse::http
