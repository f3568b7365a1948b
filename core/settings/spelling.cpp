// SPDX-License-Identifier: Apache-2.0
#include <core/settings/spelling.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace gatehouse::settings {

QString flattened(QStringView name)
{
    QString result;
    result.reserve(name.size());
    for (const QChar character : name) {
        if (character != u'-' && character != u'_')
            result.append(character.toLower());
    }
    return result;
}

int editDistance(QStringView left, QStringView right, int limit)
{
    if (std::abs(left.size() - right.size()) >= limit)
        return limit;
    std::vector<int> row(static_cast<std::size_t>(right.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < left.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i) + 1;
        for (qsizetype j = 0; j < right.size(); ++j) {
            const auto column = static_cast<std::size_t>(j) + 1;
            const int changed = diagonal + (left[i] == right[j] ? 0 : 1);
            diagonal = row[column];
            row[column] = std::min({ changed, row[column] + 1, row[column - 1] + 1 });
        }
    }
    return std::min(row.back(), limit);
}

} // namespace gatehouse::settings
