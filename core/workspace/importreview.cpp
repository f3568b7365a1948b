// SPDX-License-Identifier: Apache-2.0
#include <core/settings/settingdefinition.h>
#include <core/workspace/importreview.h>
#include <core/workspace/words.h>

namespace gatehouse::workspace {

namespace {

using settings::ConnectorSettings;

/// A handful of profiles by name, more of them by number.
QString profilesInWords(const QList<settings::LocalProfile>& profiles)
{
    constexpr qsizetype mostNamed = 8;
    if (profiles.size() > mostNamed)
        return QString::number(profiles.size());
    QStringList ids;
    for (const settings::LocalProfile& profile : profiles)
        ids.append(profile.id);
    return ids.join(QLatin1String(", "));
}

ImportReview::Change profileChange(const ConnectorSettings& before, const ConnectorSettings& after)
{
    ImportReview::Change change { QStringLiteral("profiles"), profilesInWords(before.profiles),
        profilesInWords(after.profiles) };
    if (change.before == change.after)
        change.after = Words::tr("%1 (with other properties)").arg(change.after);
    return change;
}

} // namespace

QList<ImportReview::Change> changesBetween(
    const std::optional<ConnectorSettings>& existing, const ConnectorSettings& after)
{
    const ConnectorSettings before = existing.value_or(ConnectorSettings());
    QList<ImportReview::Change> changes;
    if (before.name != after.name)
        changes.append({ QStringLiteral("name"), before.name, after.name });
    const auto compare = [&](const QString& key) {
        const QString was = before.properties.value(key);
        const QString is = after.properties.value(key);
        if (was == is)
            return;
        // One that stands readable in a file, where it should not, is not shown all the same.
        const auto shown = [&key](const QString& value) {
            return value.isEmpty() || !settings::looksSecret(key) ? value : Words::tr("(a secret)");
        };
        changes.append({ key, shown(was), shown(is) });
    };
    for (const settings::SettingDefinition& definition : settings::definitions())
        compare(definition.key);
    QMap<QString, QString> unknown = before.properties;
    unknown.insert(after.properties);
    for (auto property = unknown.cbegin(); property != unknown.cend(); ++property) {
        if (settings::findDefinition(property.key()) == nullptr)
            compare(property.key());
    }
    if (before.profiles != after.profiles)
        changes.append(profileChange(before, after));
    return changes;
}

QStringList lostSecrets(
    const std::optional<ConnectorSettings>& before, const settings::ImportedConnector& imported)
{
    if (!before)
        return {};
    QStringList lost = endangeredSecrets(*before, imported.settings);
    lost.removeIf([&imported](const QString& key) { return imported.secrets.contains(key); });
    return lost;
}

} // namespace gatehouse::workspace
