// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/fields.h>

#include <algorithm>

namespace gatehouse::gateway {

namespace {

/// Whether `path` is `ancestor` or stands below it.
bool isWithin(const QString& path, const QString& ancestor)
{
    return path == ancestor || path.startsWith(ancestor + u'.');
}

} // namespace

bool FieldSelection::wants(const QString& path, bool byDefault) const
{
    const auto leavesOut = [&path](const QString& one) { return isWithin(path, one); };
    if (std::ranges::any_of(excluded, leavesOut))
        return false;
    const auto asksFor = [&path](const QString& one) {
        return isWithin(path, one) || isWithin(one, path);
    };
    return byDefault || std::ranges::any_of(included, asksFor);
}

FieldSelection fieldSelection(const QList<std::pair<QString, QString>>& query)
{
    FieldSelection selection;
    for (const auto& [name, value] : query) {
        if (name != QLatin1String("$fields"))
            continue;
        const QStringList paths = value.split(u',', Qt::SkipEmptyParts);
        for (const QString& path : paths) {
            const QString trimmed = path.trimmed();
            if (trimmed.startsWith(u'-'))
                selection.excluded.append(trimmed.mid(1));
            else if (!trimmed.isEmpty())
                selection.included.append(trimmed);
        }
    }
    return selection;
}

QString queryValue(const QList<std::pair<QString, QString>>& query, const QString& name)
{
    const auto found =
        std::ranges::find_if(query, [&name](const auto& item) { return item.first == name; });
    return found == query.end() ? QString() : found->second;
}

} // namespace gatehouse::gateway
