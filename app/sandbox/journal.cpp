// SPDX-License-Identifier: Apache-2.0
#include "journal.h"

#include <algorithm>

namespace gatehouse::sandbox {

namespace {

constexpr std::size_t mostEntries = 10000;

}

Journal::Journal(Clock& clock)
    : m_clock(clock)
{
}

qint64 Journal::begin(const http::ServerRequest& request)
{
    using std::chrono::milliseconds;
    Entry entry;
    entry.index = m_next++;
    entry.milliseconds =
        std::chrono::duration_cast<milliseconds>(m_clock.steadyNow().time_since_epoch()).count();
    entry.method = request.method;
    entry.target = request.rawTarget;
    for (const http::Header& header : request.headers)
        entry.headerNames.append(header.name);
    entry.hasPassword = !request.header("password").isEmpty();
    entry.hasBearer = request.header("Authorization").startsWith("Bearer ");
    m_entries.push_back(std::move(entry));
    if (m_entries.size() > mostEntries)
        m_entries.pop_front();
    return m_next - 1;
}

void Journal::finish(qint64 index, int status)
{
    // The newest entries are at the end, and it is nearly always the very last.
    const auto entry = std::find_if(m_entries.rbegin(), m_entries.rend(),
        [index](const auto& candidate) { return candidate.index == index; });
    if (entry != m_entries.rend())
        entry->status = status;
}

Json Journal::toJson() const
{
    Json list = Json::array();
    for (const Entry& entry : m_entries) {
        Json item;
        item["index"] = entry.index;
        item["ms"] = entry.milliseconds;
        item["method"] = entry.method.toStdString();
        item["target"] = entry.target.toStdString();
        item["status"] = entry.status;
        item["headers"] = Json::array();
        for (const QByteArray& name : entry.headerNames)
            item["headers"].push_back(name.toStdString());
        item["password"] = entry.hasPassword;
        item["bearer"] = entry.hasBearer;
        list.push_back(std::move(item));
    }
    return list;
}

} // namespace gatehouse::sandbox
