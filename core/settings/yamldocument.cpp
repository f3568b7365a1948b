// SPDX-License-Identifier: Apache-2.0
#include <core/settings/spelling.h>
#include <core/settings/words.h>
#include <core/settings/yamldocument.h>

#include <yaml-cpp/yaml.h>

namespace gatehouse::settings {

namespace {

constexpr int deepestNode = 32;
/// A few words of YAML can stand for millions of nodes through aliases: what is read out is
/// counted.
constexpr int maximumNodes = 100'000;

Error unreadableYaml(QString message)
{
    Error error = Error::of(ErrorKind::LocalFile, std::move(message));
    error.cause = QStringLiteral("settings/malformed-file");
    return error;
}

/// Turns YAML nodes into JSON values until there are too many of them.
class Converter {
public:
    bool isExhausted() const { return m_exhausted; }

    Json convert(const YAML::Node& node, int depth)
    {
        if (++m_nodes > maximumNodes || depth > deepestNode)
            m_exhausted = true;
        if (m_exhausted || !node.IsDefined() || node.IsNull())
            return nullptr;
        if (node.IsScalar())
            return node.Scalar();
        if (node.IsSequence())
            return convertSequence(node, depth);
        return convertMap(node, depth);
    }

private:
    Json convertSequence(const YAML::Node& node, int depth)
    {
        Json list = Json::array();
        for (const YAML::Node& item : node) {
            list.push_back(convert(item, depth + 1));
            if (m_exhausted)
                break;
        }
        return list;
    }

    Json convertMap(const YAML::Node& node, int depth)
    {
        Json object = Json::object();
        Json merged = Json::array();
        for (const auto& member : node) {
            if (m_exhausted || !member.first.IsScalar())
                continue;
            Json value = convert(member.second, depth + 1);
            if (member.first.Scalar() == "<<")
                merged.push_back(std::move(value));
            else
                object[member.first.Scalar()] = std::move(value);
        }
        for (const Json& source : merged)
            merge(object, source);
        return object;
    }

    /// YAML's merge key: the members of another map, or of several, that this one does not have.
    static void merge(Json& object, const Json& source)
    {
        if (source.is_array()) {
            for (const Json& one : source)
                merge(object, one);
        }
        if (!source.is_object())
            return;
        for (const auto& [key, value] : source.items()) {
            if (!object.contains(key))
                object[key] = value;
        }
    }

    int m_nodes = 0;
    bool m_exhausted = false;
};

YAML::Node managedCasOf(const YAML::Node& map)
{
    for (const auto& member : map) {
        if (member.first.IsScalar()
            && flattened(textOf(member.first.Scalar())) == QLatin1String("managedcas"))
            return member.second;
    }
    return YAML::Node(YAML::NodeType::Undefined);
}

/// At the top, or inside one of the top's maps.
YAML::Node findManagedCas(const YAML::Node& root)
{
    if (!root.IsMap())
        return YAML::Node(YAML::NodeType::Undefined);
    if (const YAML::Node found = managedCasOf(root); found.IsDefined())
        return found;
    for (const auto& member : root) {
        if (!member.second.IsMap())
            continue;
        if (const YAML::Node found = managedCasOf(member.second); found.IsDefined())
            return found;
    }
    return YAML::Node(YAML::NodeType::Undefined);
}

Result<Json> readManagedCas(QByteArrayView bytes)
{
    for (const YAML::Node& root : YAML::LoadAll(std::string(bytes.begin(), bytes.end()))) {
        const YAML::Node found = findManagedCas(root);
        if (!found.IsDefined())
            continue;
        Converter converter;
        Json document = converter.convert(found, 0);
        if (converter.isExhausted())
            return failure(
                unreadableYaml(Words::tr("The file's managed-cas part is larger or nested "
                                         "deeper than any real one: choose another file.")));
        return document;
    }
    return failure(
        unreadableYaml(Words::tr("The file is neither a connector exported from Gatehouse nor "
                                 "a CA Gateway configuration with a "
                                 "managed-cas part: choose another file.")));
}

} // namespace

Result<Json> parseManagedCas(QByteArrayView bytes)
{
    if (bytes.size() > maximumDocumentSize)
        return failure(unreadableYaml(Words::tr(
            "The file is larger than 1 MiB, which no settings file is: choose another file.")));
    try {
        return readManagedCas(bytes);
    } catch (const YAML::Exception& error) {
        // The parser's own words are left out: they may quote the file, and with it a password.
        if (error.mark.is_null())
            return failure(unreadableYaml(Words::tr("The file is not valid YAML: correct it.")));
        return failure(unreadableYaml(
            Words::tr("The file is not valid YAML at line %1, column %2: correct it there.")
                .arg(error.mark.line + 1)
                .arg(error.mark.column + 1)));
    } catch (const std::exception&) {
        return failure(unreadableYaml(Words::tr("The file is not valid YAML: correct it.")));
    }
}

} // namespace gatehouse::settings
