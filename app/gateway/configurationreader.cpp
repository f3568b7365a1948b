// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/configurationreader.h>
#include <app/gateway/words.h>
#include <core/settings/spelling.h>

#include <QRegularExpression>

#include <algorithm>

namespace gatehouse::gateway {

namespace {

QString listOf(std::initializer_list<QStringView> names)
{
    QStringList list;
    for (const QStringView name : names)
        list.append(name.toString());
    return list.join(QLatin1String(", "));
}

} // namespace

ConfigurationReader::ConfigurationReader(
    const YamlNode* node, QString place, QList<ConfigurationProblem>& problems)
    : m_node(node)
    , m_place(std::move(place))
    , m_problems(&problems)
{
}

QString ConfigurationReader::placeOf(const QString& name) const
{
    if (m_place.isEmpty() || name.isEmpty())
        return m_place + name;
    return m_place + u'.' + name;
}

bool ConfigurationReader::has(const QString& name) const
{
    return find(name) != nullptr;
}

int ConfigurationReader::lineOf(const QString& name) const
{
    const YamlNode* node = find(name);
    if (node != nullptr)
        return node->line;
    return m_node != nullptr ? m_node->line : 0;
}

void ConfigurationReader::problem(const QString& name, const QString& message)
{
    m_problems->append({ lineOf(name), placeOf(name), message });
}

void ConfigurationReader::expect(Names names)
{
    if (m_node == nullptr)
        return;
    for (const auto& [key, node] : m_node->members) {
        const QString flat = settings::flattened(key);
        const auto isKnown = [&flat](
                                 QStringView name) { return settings::flattened(name) == flat; };
        if (std::ranges::none_of(names, isKnown))
            m_problems->append({ node.line, placeOf(key),
                Words::tr("There is no such setting: remove it, or write one of %1.")
                    .arg(listOf(names)) });
    }
}

ConfigurationReader ConfigurationReader::map(const QString& name, Names names, bool lenient)
{
    const YamlNode* node = find(name);
    if (node != nullptr && node->kind != YamlNode::Kind::Map) {
        if (node->kind != YamlNode::Kind::Null)
            problem(name, Words::tr("Settings are expected below this: %1.").arg(listOf(names)));
        node = nullptr;
    }
    ConfigurationReader reader(node, placeOf(name), *m_problems);
    if (!lenient)
        reader.expect(names);
    return reader;
}

QList<ConfigurationReader> ConfigurationReader::maps(const QString& name, Names names)
{
    QList<ConfigurationReader> readers;
    const YamlNode* node = find(name);
    if (node == nullptr || node->kind == YamlNode::Kind::Null)
        return readers;
    if (node->kind != YamlNode::Kind::List) {
        problem(name, Words::tr("A list is expected here: begin each entry with \"- \"."));
        return readers;
    }
    for (const YamlNode& item : node->items) {
        const QString place = placeOf(name) + QStringLiteral("[%1]").arg(readers.size() + 1);
        ConfigurationReader reader(&item, place, *m_problems);
        if (item.kind != YamlNode::Kind::Map)
            m_problems->append({ item.line, place,
                Words::tr("An entry with %1 is expected.").arg(listOf(names)) });
        reader.expect(names);
        readers.append(reader);
    }
    return readers;
}

std::optional<QString> ConfigurationReader::text(const QString& name)
{
    const YamlNode* node = find(name);
    if (node == nullptr || node->kind == YamlNode::Kind::Null)
        return std::nullopt;
    if (node->kind == YamlNode::Kind::Scalar)
        return node->text.trimmed();
    problem(name, Words::tr("A single value is expected here."));
    return std::nullopt;
}

QStringList ConfigurationReader::texts(const QString& name)
{
    const YamlNode* node = find(name);
    QStringList result;
    if (node == nullptr)
        return result;
    if (node->kind == YamlNode::Kind::Map)
        problem(name, Words::tr("A list of texts is expected here."));
    const QStringList parts = node->text.split(u',', Qt::SkipEmptyParts);
    for (const QString& part : parts)
        result.append(part.trimmed());
    for (const YamlNode& item : node->items) {
        if (item.kind == YamlNode::Kind::Scalar)
            result.append(item.text.trimmed());
        else
            problem(name, Words::tr("A list of texts is expected here."));
    }
    return result;
}

std::optional<QString> ConfigurationReader::word(QStringView name, Names words)
{
    const auto given = text(name.toString());
    if (!given)
        return std::nullopt;
    const auto fits = [&given](QStringView one) {
        return settings::flattened(one) == settings::flattened(*given);
    };
    const auto found = std::ranges::find_if(words, fits);
    if (found != words.end())
        return found->toString();
    problem(name.toString(),
        Words::tr("\"%1\" is not possible here: write one of %2.")
            .arg(given->left(80), listOf(words)));
    return std::nullopt;
}

std::optional<bool> ConfigurationReader::flag(QStringView name)
{
    const auto given = word(name, { u"true", u"false" });
    if (!given)
        return std::nullopt;
    return *given == QLatin1String("true");
}

std::optional<int> ConfigurationReader::number(QStringView name, int least, int most)
{
    const auto given = text(name.toString());
    if (!given)
        return std::nullopt;
    bool isNumber = false;
    const int value = given->toInt(&isNumber);
    if (isNumber && value >= least && value <= most)
        return value;
    problem(name.toString(),
        Words::tr("\"%1\" is not a number from %2 to %3.")
            .arg(given->left(80))
            .arg(least)
            .arg(most));
    return std::nullopt;
}

std::optional<qint64> ConfigurationReader::size(QStringView name, qint64 least, qint64 most)
{
    const auto given = text(name.toString());
    if (!given)
        return std::nullopt;
    static const QRegularExpression pattern(QStringLiteral("^(\\d{1,12})\\s*(|B|KB|KiB|MB|MiB)$"),
        QRegularExpression::CaseInsensitiveOption);
    const auto match = pattern.match(*given);
    constexpr qint64 kilo = 1024;
    const QString unit = match.captured(2).toUpper();
    qint64 value = match.captured(1).toLongLong();
    if (unit.startsWith(u'K'))
        value *= kilo;
    else if (unit.startsWith(u'M'))
        value *= kilo * kilo;
    if (match.hasMatch() && value >= least && value <= most)
        return value;
    problem(name.toString(),
        Words::tr("\"%1\" is not a size from %2 to %3 bytes: write it as 16KB.")
            .arg(given->left(80))
            .arg(least)
            .arg(most));
    return std::nullopt;
}

std::optional<std::chrono::milliseconds> ConfigurationReader::duration(
    QStringView name, std::chrono::hours longest)
{
    const auto given = text(name.toString());
    if (!given)
        return std::nullopt;
    static const QRegularExpression pattern(QStringLiteral("^(?:PT)?(\\d{1,9})\\s*(ms|s|m|h|d|)$"),
        QRegularExpression::CaseInsensitiveOption);
    const auto match = pattern.match(*given);
    const QString unit = match.captured(2).toLower();
    qint64 milliseconds = match.captured(1).toLongLong();
    constexpr qint64 second = 1000;
    constexpr qint64 minute = 60 * second;
    if (unit.isEmpty() || unit == QLatin1String("s"))
        milliseconds *= second;
    else if (unit == QLatin1String("m"))
        milliseconds *= minute;
    else if (unit == QLatin1String("h"))
        milliseconds *= 60 * minute;
    else if (unit == QLatin1String("d"))
        milliseconds *= 24 * 60 * minute;
    const std::chrono::milliseconds time(milliseconds);
    if (match.hasMatch() && milliseconds >= 1 && time <= longest)
        return time;
    problem(name.toString(),
        Words::tr("\"%1\" is not a time up to %2h: write it as 500ms, 30s, 2m, 12h or 30d.")
            .arg(given->left(80))
            .arg(longest.count()));
    return std::nullopt;
}

} // namespace gatehouse::gateway
