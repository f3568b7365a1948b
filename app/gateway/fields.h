// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <utility>

namespace gatehouse::gateway {

/// CA Gateway's `$fields` (reference, 1.5): dotted paths that add to what is answered by default,
/// or, with a leading minus, leave something out.
struct FieldSelection {
    QStringList included;
    QStringList excluded;

    bool operator==(const FieldSelection&) const = default;

    /// Whether the member at `path` ("caList.certificate") is to be answered.
    bool wants(const QString& path, bool byDefault) const;
};

/// From the decoded query items: every `$fields`, its values separated by commas.
FieldSelection fieldSelection(const QList<std::pair<QString, QString>>& query);
/// The first value of a query item; empty when it is absent.
QString queryValue(const QList<std::pair<QString, QString>>& query, const QString& name);

} // namespace gatehouse::gateway
