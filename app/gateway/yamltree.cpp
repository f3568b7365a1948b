// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/words.h>
#include <app/gateway/yamltree.h>
#include <core/settings/spelling.h>

#include <QRegularExpression>

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace gatehouse::gateway {

namespace {

using Placeholder = std::function<std::optional<QString>(const QString&)>;

constexpr int deepest = 24;
/// Aliases can make millions of nodes of a few words.
constexpr int mostNodes = 100'000;

class Reader {
public:
    Reader(const Placeholder& placeholder, QList<ConfigurationProblem>& problems)
        : m_placeholder(placeholder)
        , m_problems(problems)
    {
    }

    bool isExhausted() const { return m_nodes > mostNodes; }

    YamlNode read(const YAML::Node& node, const QString& place, int depth)
    {
        YamlNode result;
        result.line = node.Mark().is_null() ? 0 : node.Mark().line + 1;
        if (++m_nodes > mostNodes || depth > deepest || !node.IsDefined() || node.IsNull())
            return result;
        if (node.IsScalar()) {
            result.kind = YamlNode::Kind::Scalar;
            result.text = filledIn(QString::fromStdString(node.Scalar()), place, result.line);
        } else if (node.IsSequence()) {
            result.kind = YamlNode::Kind::List;
            for (const YAML::Node& item : node)
                result.items.append(read(
                    item, place + QStringLiteral("[%1]").arg(result.items.size() + 1), depth + 1));
        } else {
            result.kind = YamlNode::Kind::Map;
            for (const auto& entry : node)
                readMember(result, entry.first, entry.second, place, depth);
        }
        return result;
    }

private:
    void readMember(YamlNode& map, const YAML::Node& key, const YAML::Node& value,
        const QString& place, int depth)
    {
        if (!key.IsScalar())
            return;
        const QString name = QString::fromStdString(key.Scalar());
        const QString path = place.isEmpty() ? name : place + u'.' + name;
        YamlNode member = read(value, path, depth + 1);
        member.line = key.Mark().line + 1;
        // A dotted name is that many maps.
        const QStringList parts = name.split(u'.', Qt::SkipEmptyParts);
        YamlNode* target = &map;
        for (qsizetype i = 0; i + 1 < parts.size(); ++i)
            target = &child(*target, parts[i], member.line);
        merge(*target, parts.isEmpty() ? name : parts.last(), std::move(member), path);
    }

    static YamlNode& child(YamlNode& map, const QString& name, int line)
    {
        map.kind = YamlNode::Kind::Map;
        for (auto& [key, node] : map.members) {
            if (settings::flattened(key) == settings::flattened(name))
                return node;
        }
        YamlNode node;
        node.kind = YamlNode::Kind::Map;
        node.line = line;
        map.members.append({ name, node });
        return map.members.last().second;
    }

    void merge(YamlNode& map, const QString& name, YamlNode value, const QString& path)
    {
        map.kind = YamlNode::Kind::Map;
        for (auto& [key, present] : map.members) {
            if (settings::flattened(key) != settings::flattened(name))
                continue;
            if (present.kind == YamlNode::Kind::Map && value.kind == YamlNode::Kind::Map) {
                for (auto& [below, node] : value.members)
                    merge(present, below, std::move(node), path + u'.' + below);
                return;
            }
            m_problems.append(
                { value.line, path, Words::tr("This stands here twice: remove one.") });
            return;
        }
        map.members.append({ name, std::move(value) });
    }

    /// "${NAME}" and "${NAME:default}", as Spring fills them in.
    QString filledIn(QString text, const QString& place, int line)
    {
        static const QRegularExpression pattern(
            QStringLiteral("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?\\}"));
        qsizetype from = 0;
        for (auto match = pattern.match(text, from); match.hasMatch();
             match = pattern.match(text, from)) {
            auto value = m_placeholder(match.captured(1));
            if (!value && match.hasCaptured(2))
                value = match.captured(2);
            if (!value) {
                m_problems.append({ line, place,
                    Words::tr(
                        "The environment variable %1 is not set: set it, or write a default as "
                        "in ${%1:value}.")
                        .arg(match.captured(1)) });
                value = QString();
            }
            text.replace(match.capturedStart(), match.capturedLength(), *value);
            from = match.capturedStart() + value->size();
        }
        return text;
    }

    const Placeholder& m_placeholder;
    QList<ConfigurationProblem>& m_problems;
    int m_nodes = 0;
};

} // namespace

const YamlNode* YamlNode::find(QStringView name) const
{
    const QString flat = settings::flattened(name);
    const auto found = std::ranges::find_if(
        members, [&flat](const auto& entry) { return settings::flattened(entry.first) == flat; });
    return found == members.end() ? nullptr : &found->second;
}

QString ConfigurationProblem::toString(const QString& file) const
{
    const QString where = line > 0 ? QStringLiteral("%1:%2").arg(file).arg(line) : file;
    return place.isEmpty() ? QStringLiteral("%1: %2").arg(where, message)
                           : QStringLiteral("%1: %2: %3").arg(where, place, message);
}

std::optional<YamlNode> readYaml(
    QByteArrayView bytes, const Placeholder& placeholder, QList<ConfigurationProblem>& problems)
{
    try {
        const YAML::Node root = YAML::Load(std::string(bytes.begin(), bytes.end()));
        Reader reader(placeholder, problems);
        YamlNode tree = reader.read(root, {}, 0);
        if (!reader.isExhausted() && tree.kind == YamlNode::Kind::Map)
            return tree;
        problems.append({ 0, {},
            Words::tr(
                "This is no gateway configuration: it has no settings at its top level, or far "
                "more than any.") });
    } catch (const YAML::Exception& error) {
        problems.append({ error.mark.is_null() ? 0 : error.mark.line + 1, {},
            Words::tr("The file is not valid YAML here: correct it.") });
    } catch (const std::exception&) {
        problems.append({ 0, {}, Words::tr("The file is not valid YAML: correct it.") });
    }
    return std::nullopt;
}

} // namespace gatehouse::gateway
