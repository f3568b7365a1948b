// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/configuration.h>

#include <initializer_list>

namespace gatehouse::gateway {

/// Reads typed values out of one map of the configuration and notes what is wrong with them. What
/// is not there is nothing; what is wrong is nothing and a problem.
class ConfigurationReader {
public:
    using Names = std::initializer_list<QStringView>;

    /// `node` may be null: a map that is not there.
    ConfigurationReader(const YamlNode* node, QString place, QList<ConfigurationProblem>& problems);

    bool has(const QString& name) const;
    int lineOf(const QString& name) const; ///< of the member, or else of the map
    void problem(const QString& name, const QString& message);

    /// Every other name is a problem that says which one may have been meant.
    void expect(Names names);
    ConfigurationReader map(const QString& name, Names names, bool lenient = false);
    QList<ConfigurationReader> maps(const QString& name, Names names); ///< of a list

    std::optional<QString> text(const QString& name);
    QStringList texts(const QString& name); ///< a list, or a text with commas
    std::optional<QString> word(QStringView name, Names words);
    std::optional<bool> flag(QStringView name);
    std::optional<int> number(QStringView name, int least, int most);
    /// "16KB", "1MB" (1024 based, as Spring's DataSize) or a number of bytes.
    std::optional<qint64> size(QStringView name, qint64 least, qint64 most);
    /// "60s", "500ms", "2m", "30d", "PT1M" or a number of seconds.
    std::optional<std::chrono::milliseconds> duration(
        QStringView name, std::chrono::hours longest = std::chrono::hours(24));

private:
    const YamlNode* find(QStringView name) const { return m_node ? m_node->find(name) : nullptr; }
    QString placeOf(const QString& name) const;

    const YamlNode* m_node;
    QString m_place;
    QList<ConfigurationProblem>* m_problems;
};

/// tenants, integrators and clients, and how they refer to each other and to the CAs.
void readClients(ConfigurationReader top, bool casAreKnown, Configuration& configuration);

} // namespace gatehouse::gateway
