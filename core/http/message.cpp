// SPDX-License-Identifier: Apache-2.0
#include <core/http/message.h>

#include <algorithm>

namespace gatehouse::http {

QByteArray headerValue(const QList<Header>& headers, QByteArrayView name)
{
    const auto found = std::ranges::find_if(headers, [name](const Header& header) {
        return header.name.compare(name, Qt::CaseInsensitive) == 0;
    });
    return found == headers.end() ? QByteArray() : found->value;
}

QByteArray Response::header(QByteArrayView name) const
{
    return headerValue(headers, name);
}

} // namespace gatehouse::http
