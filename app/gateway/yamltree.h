// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>
#include <QList>
#include <QString>

#include <functional>
#include <optional>
#include <utility>

namespace gatehouse::gateway {

/// A YAML document as Spring Boot reads it: names without regard to case, '-' and '_'; a dotted
/// name ("server.port") is the same as nested maps.
struct YamlNode {
    enum class Kind { Null, Scalar, List, Map };
    Kind kind = Kind::Null;
    QString text; ///< of a scalar
    QList<YamlNode> items; ///< of a list
    QList<std::pair<QString, YamlNode>> members; ///< of a map, as written
    int line = 0; ///< from 1

    /// The member of this name in any spelling; nullptr when there is none or no map.
    const YamlNode* find(QStringView name) const;
};

/// One thing that is wrong with the configuration.
struct ConfigurationProblem {
    int line = 0; ///< from 1; 0 where no line is to blame
    QString place; ///< "server.port", "clients[2].role"
    QString message; ///< one sentence with the remedy

    bool operator==(const ConfigurationProblem&) const = default;
    QString toString(const QString& file) const; ///< "gateway.yml:12: server.port: ..."
};

/// The first document of the text. `placeholder` fills in "${NAME}" and "${NAME:default}"; nothing
/// for a name that is not set. Never quotes the file, which may hold a password.
std::optional<YamlNode> readYaml(QByteArrayView bytes,
    const std::function<std::optional<QString>(const QString&)>& placeholder,
    QList<ConfigurationProblem>& problems);

} // namespace gatehouse::gateway
