// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/apierror.h>
#include <core/lookup/lookup.h>

// What stands in a path, as the lookup takes it. Pure functions.
namespace gatehouse::gateway {

/// {sn}: hexadecimal, any case, any length, with or without colons and leading zeros. 400
/// otherwise.
ApiResult<lookup::Term> serialTerm(const QString& text);
/// {dn}: RFC 4514 or slash form; a text without '=' is a common name. 400 otherwise.
ApiResult<lookup::Term> subjectTerm(const QString& text);

/// 404 that names the orders which fit and wait.
ApiError notIssuedYet(const QList<orders::Order>& pending, const QString& value);

} // namespace gatehouse::gateway
