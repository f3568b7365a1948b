// SPDX-License-Identifier: Apache-2.0
#include <core/scm/collected.h>

#include <algorithm>

namespace gatehouse::scm {

QList<pki::Certificate> certificatesIn(const Result<Collected>& collected)
{
    const auto* bytes = collected ? std::get_if<QByteArray>(&*collected) : nullptr;
    if (bytes == nullptr)
        return {};
    return pki::Certificate::parseAll(*bytes).value_or(QList<pki::Certificate>());
}

QList<pki::Certificate> chainIn(
    const Result<Collected>& collected, const std::optional<pki::SerialNumber>& serial)
{
    const QList<pki::Certificate> pool = certificatesIn(collected);
    const auto leaf = std::ranges::find_if(pool, [&serial](const pki::Certificate& certificate) {
        return serial ? certificate.serialNumber() == *serial : !certificate.isCa();
    });
    return leaf == pool.end() ? QList<pki::Certificate>() : pki::buildChain(*leaf, pool);
}

} // namespace gatehouse::scm
