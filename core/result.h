// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/error.h>

#include <tl/expected.hpp>

namespace gatehouse {

/// A value or the reason why there is none. Functions of ours never throw.
template <class T> using Result = tl::expected<T, Error>;

/// For `return failure(...)`: the same as tl::unexpected, without its template argument.
inline tl::unexpected<Error> failure(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

inline tl::unexpected<Error> failure(ErrorKind kind, QString message, QString detail = {})
{
    return tl::unexpected<Error>(Error::of(kind, std::move(message), std::move(detail)));
}

} // namespace gatehouse
