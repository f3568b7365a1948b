// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/located.h>

namespace gatehouse::gateway {

Task<ApiResult<Located>> locate(Call call, ApiResult<lookup::Term> term, int most)
{
    if (!term)
        co_return refuse(term.error());
    const auto opened = co_await call.around->workspace->open(call.route.caId);
    if (!opened)
        co_return refuse(fromRead(opened.error()));
    const ConnectorPointer& connector = *opened;
    const lookup::Term& wanted = *term;
    const auto found = co_await connector->lookup()->find(wanted, most, call.stop);
    if (!found) {
        ApiError error = fromRead(found.error());
        if (error.status == status::notFound)
            error.code = code::unknownCertificate;
        error.value = call.route.item;
        co_return refuse(error);
    }
    if (found->matches.isEmpty())
        co_return refuse(notIssuedYet(found->pending, call.route.item));
    Located located;
    located.connector = connector;
    located.answer = *found;
    co_return located;
}

} // namespace gatehouse::gateway
