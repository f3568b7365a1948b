// SPDX-License-Identifier: Apache-2.0
#include <ui/activity/csv.h>

#include <algorithm>

namespace gatehouse::ui {

namespace {

/// Full-width forms too: some spreadsheets read them like the others.
constexpr QStringView formulaStarts = u"=+-@\t\r\n|\uFF1D\uFF0B\uFF0D\uFF20";

/// Also where blanks come first: they are skipped before a formula is looked for.
bool isFormula(const QString& field)
{
    const auto first = std::ranges::find_if(
        field, [](QChar c) { return c != u' ' && c != QChar(QChar::Nbsp) && c != u'\0'; });
    return first != field.end() && formulaStarts.contains(*first);
}

bool needsQuotes(const QString& field)
{
    return field.contains(u'"') || field.contains(u',') || field.contains(u';')
        || field.contains(u'\n') || field.contains(u'\r') || field.startsWith(u' ')
        || field.endsWith(u' ');
}

QString fieldOf(QString field)
{
    if (isFormula(field))
        field.prepend(u'\'');
    if (!needsQuotes(field))
        return field;
    return u'"' + field.replace(u'"', QLatin1String("\"\"")) + u'"';
}

} // namespace

QByteArray toCsv(const QList<QStringList>& rows)
{
    QByteArray csv = QByteArrayLiteral("\xEF\xBB\xBF");
    for (const QStringList& row : rows) {
        QStringList fields;
        fields.reserve(row.size());
        for (const QString& field : row)
            fields.append(fieldOf(field));
        csv += fields.join(u',').toUtf8() + "\r\n";
    }
    return csv;
}

} // namespace gatehouse::ui
