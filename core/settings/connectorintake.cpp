// SPDX-License-Identifier: Apache-2.0
#include <core/settings/connectordocument.h>
#include <core/settings/connectorintake.h>
#include <core/settings/spelling.h>
#include <core/settings/words.h>

#include <QRegularExpression>
#include <QSet>

#include <openssl/crypto.h>

#include <algorithm>

namespace gatehouse::settings {

namespace {

const QString& syncKey()
{
    static const QString key = QStringLiteral("enable-ca-profile-sync");
    return key;
}

tl::unexpected<Error> nothingToImport(QString message)
{
    Error error = Error::of(ErrorKind::LocalFile, std::move(message));
    error.cause = QStringLiteral("settings/nothing-to-import");
    return failure(std::move(error));
}

/// "${NAME}", "ENC(...)" and "{cipher}...": what Spring would have filled in or deciphered when it
/// read the file.
bool isPlaceholder(QStringView value)
{
    static const QRegularExpression pattern(
        QStringLiteral("^(\\$\\{.*\\}|ENC\\(.*\\)|\\{cipher\\}.*)$"),
        QRegularExpression::DotMatchesEverythingOption);
    return pattern.match(value.trimmed().toString()).hasMatch();
}

void takeSecret(ImportedConnector& connector, const SettingDefinition& definition, Json& value)
{
    const QString label = definition.translatedLabel();
    QString text = propertyText(value);
    if (value.is_string()) {
        std::string& source = value.get_ref<std::string&>();
        OPENSSL_cleanse(source.data(), source.size());
    }
    if (text.isEmpty())
        return;
    if (isPlaceholder(text)) {
        connector.notes.append(
            Words::tr("%1 stands in the file as a placeholder or enciphered: enter it again.")
                .arg(label));
    } else {
        connector.secrets.insert(definition.key, Secret::fromString(text));
        connector.notes.append(
            Words::tr("%1 was taken out of the properties, to be kept as a secret.").arg(label));
    }
    wipe(text);
}

void takeUnknown(ImportedConnector& connector, const QString& key, Json& value)
{
    const SettingDefinition* meant = likelyMeant(key);
    const QString shownKey = key.left(80);
    if (looksSecret(key)) {
        if (value.is_string()) {
            std::string& source = value.get_ref<std::string&>();
            OPENSSL_cleanse(source.data(), source.size());
        }
        connector.notes.append(Words::tr("\"%1\" looks like a password but is not a setting, and "
                                         "was left out so that it does not "
                                         "end up in a file.")
                                   .arg(shownKey));
        return;
    }
    connector.settings.properties.insert(key, propertyText(value));
    if (meant)
        connector.notes.append(
            Words::tr("\"%1\" is not a setting; it was kept, but did you mean \"%2\"?")
                .arg(shownKey, meant->key));
}

void takeProperty(ImportedConnector& connector, const QString& key, Json& value)
{
    const SettingDefinition* definition = definitionForSpelling(key);
    if (!definition) {
        takeUnknown(connector, key, value);
        return;
    }
    if (definition->kind == ValueKind::Secret) {
        takeSecret(connector, *definition, value);
        return;
    }
    const QString text = propertyText(value).trimmed();
    if (text.isEmpty())
        return;
    const auto normal = normalise(*definition, text);
    connector.settings.properties.insert(definition->key, normal.value_or(text));
    if (!normal)
        connector.notes.append(normal.error().message);
    if (key != definition->key)
        connector.notes.append(
            Words::tr("\"%1\" was read as \"%2\".").arg(key.left(80), definition->key));
}

/// Profile sync is a flag of the connector here; some files set it at a profile (reference:
/// placement is undocumented).
void liftProfileSync(ImportedConnector& connector, LocalProfile& profile)
{
    const auto isSync = [](const auto& entry) {
        return flattened(entry.first) == flattened(syncKey());
    };
    const auto found = std::ranges::find_if(profile.properties, isSync);
    if (found == profile.properties.end())
        return;
    if (parseFlag(found->second).value_or(false)) {
        connector.settings.properties.insert(syncKey(), QStringLiteral("yes"));
        connector.notes.append(
            Words::tr("Profile sync, set at profile \"%1\", now applies to the whole connector.")
                .arg(profile.id.left(80)));
    }
    profile.properties.erase(found);
}

void takeProfiles(ImportedConnector& connector, const Json& value)
{
    for (const auto& [key, entry] : value.items()) {
        if (!entry.is_object()) {
            connector.notes.append(
                Words::tr("A profile that is not a list of members was left out."));
            continue;
        }
        LocalProfile profile = profileFrom(entry, connector.notes);
        // In the map form the key is the id.
        if (profile.id.isEmpty() && value.is_object())
            profile.id = textOf(key);
        if (profile.name.isEmpty())
            profile.name = profile.id;
        liftProfileSync(connector, profile);
        connector.notes.append(validate(profile));
        connector.settings.profiles.append(profile);
    }
}

void takeMember(ImportedConnector& connector, const QString& key, Json& value)
{
    static const QSet<QString> known { QStringLiteral("id"), QStringLiteral("name"),
        QStringLiteral("uuid"), QStringLiteral("format"), QStringLiteral("connectorname") };
    const QString flat = flattened(key);
    if (known.contains(flat))
        return;
    if (flat == QLatin1String("properties") && value.is_object()) {
        for (auto member = value.begin(); member != value.end(); ++member)
            takeProperty(connector, textOf(member.key()), member.value());
    } else if (flat == QLatin1String("profiles") && value.is_structured()) {
        takeProfiles(connector, value);
    } else if (flat == flattened(syncKey())) {
        takeProperty(connector, syncKey(), value);
    } else if (!value.is_null()) {
        connector.notes.append(
            Words::tr("\"%1\" is not used by Gatehouse and was left out.").arg(key.left(80)));
    }
}

/// Makes an id that Gatehouse accepts of one that it does not.
QString usableId(const QString& id)
{
    QString usable = id.trimmed();
    usable.replace(QRegularExpression(QStringLiteral("[^A-Za-z0-9._~-]")), QStringLiteral("-"));
    while (usable.startsWith(u'.'))
        usable.remove(0, 1);
    usable.truncate(64);
    return isValidConnectorId(usable) ? usable : QString();
}

bool isOtherConnector(const Json& entry)
{
    const QString connectorName = memberText(entry, u"connector-name").trimmed();
    return !connectorName.isEmpty()
        && connectorName.compare(QLatin1String("com.Sectigo"), Qt::CaseInsensitive) != 0;
}

class Intake {
public:
    Result<void> take(Json& entry, const QString& givenId, const QString& place)
    {
        if (!entry.is_object())
            return nothingToImport(
                Words::tr("%1 is not the settings of a certificate authority: correct the file.")
                    .arg(place));
        const QString statedId = memberText(entry, u"id").trimmed();
        const QString id = statedId.isEmpty() ? givenId : statedId;
        if (isOtherConnector(entry)) {
            m_skipped.append(Words::tr(
                "\"%1\" was skipped: its connector is %2, and Gatehouse has only com.Sectigo.")
                                 .arg(id.left(80), memberText(entry, u"connector-name").left(80)));
            return {};
        }
        ImportedConnector connector;
        connector.settings.id = usableId(id);
        if (connector.settings.id.isEmpty())
            return nothingToImport(
                Words::tr("%1 has no usable ID: add an \"id\" of letters, digits and . _ ~ -.")
                    .arg(place));
        if (connector.settings.id != id)
            connector.notes.append(Words::tr("The ID \"%1\" was changed to \"%2\".")
                                       .arg(id.left(80), connector.settings.id));
        // Always a new one: secrets are filed under it, and a file from elsewhere must not get at
        // those of another connector.
        connector.settings.uuid = QUuid::createUuid();
        connector.settings.name = memberText(entry, u"name").trimmed();
        if (connector.settings.name.isEmpty())
            connector.settings.name = id;
        for (auto member = entry.begin(); member != entry.end(); ++member)
            takeMember(connector, textOf(member.key()), member.value());
        m_connectors.append(std::move(connector));
        return {};
    }

    Result<QList<ImportedConnector>> finish()
    {
        if (m_connectors.isEmpty() && m_skipped.isEmpty())
            return nothingToImport(Words::tr("The file holds no connector: choose another one."));
        if (m_connectors.isEmpty())
            return nothingToImport(
                Words::tr("The file holds no Sectigo connector: choose another one. %1")
                    .arg(m_skipped.first()));
        // Of two with one id the second would overwrite the first; ids are file names, where case
        // may not count.
        QSet<QString> ids;
        for (const ImportedConnector& connector : std::as_const(m_connectors)) {
            const QString id = connector.settings.id.toLower();
            if (ids.contains(id))
                return nothingToImport(
                    Words::tr("The ID \"%1\" stands in the file twice: give each "
                              "connector one of its own.")
                        .arg(connector.settings.id));
            ids.insert(id);
        }
        m_connectors.first().notes.append(m_skipped);
        return std::move(m_connectors);
    }

private:
    QList<ImportedConnector> m_connectors;
    QStringList m_skipped;
};

} // namespace

Result<QList<ImportedConnector>> takeConnectors(Json& document)
{
    Intake intake;
    const bool isSingle = document.is_object() && memberOf(document, u"id")
        && !memberOf(document, u"id")->is_structured();
    if (isSingle) {
        if (const auto taken = intake.take(document, {}, Words::tr("The connector")); !taken)
            return failure(taken.error());
        return intake.finish();
    }
    if (!document.is_structured())
        return nothingToImport(Words::tr("The file holds no connector: choose another one."));
    int number = 0;
    for (auto entry = document.begin(); entry != document.end(); ++entry) {
        const QString id = document.is_object() ? textOf(entry.key()) : QString();
        const QString place = Words::tr("Entry %1").arg(++number);
        if (const auto taken = intake.take(entry.value(), id, place); !taken)
            return failure(taken.error());
    }
    return intake.finish();
}

} // namespace gatehouse::settings
