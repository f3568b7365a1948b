// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answer.h"
#include "store.h"

namespace gatehouse::sandbox {

/// The query of `GET ssl/v1` as conditions on the store; all of them must hold. Text is compared
/// whole, without regard to case. A parameter SCM does not know is ignored; a number that is none,
/// a negative one, or a `size` over 200 is refused with -1001. `issuer` is the issuing CA's name,
/// to compare with.
ApiResult<ListQuery> readListQuery(
    const QList<std::pair<QString, QString>>& items, const pki::DistinguishedName& issuer);

} // namespace gatehouse::sandbox
