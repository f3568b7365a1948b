// SPDX-License-Identifier: Apache-2.0
#include <core/settings/jsontext.h>
#include <core/settings/localprofile.h>
#include <core/settings/spelling.h>
#include <core/settings/words.h>

#include <QMap>

#include <algorithm>

namespace gatehouse::settings {

namespace {

/// A century: no certificate is valid for longer.
constexpr int maximumTerm = 36525;

tl::unexpected<Error> invalid(QString message)
{
    Error error = Error::of(ErrorKind::Settings, std::move(message));
    error.cause = QStringLiteral("settings/invalid-profile");
    error.setting = QStringLiteral("profiles");
    return failure(std::move(error));
}

tl::unexpected<Error> notKeyTypes()
{
    return invalid(
        Words::tr("The key types are not a list such as {\"EC\":[\"P-256\"],\"RSA\":[\"2048\"]}: "
                  "write them like that."));
}

tl::unexpected<Error> notTerms()
{
    return invalid(
        Words::tr("The terms are not a list of days such as [30, 365]: write them like that."));
}

/// "key_type", "key_types", "key-type" and "key-types" are one name, by any of which CA Gateway
/// knows it.
QString propertyName(QStringView name)
{
    const QString flat = flattened(name);
    return flat == QLatin1String("keytype") ? QStringLiteral("keytypes") : flat;
}

Result<pki::KeyType> parseKeyType(const std::string& algorithm, const Json& parameter)
{
    if (!parameter.is_string() && !parameter.is_number_unsigned())
        return notKeyTypes();
    const QString algorithmText = textOf(algorithm);
    const QString parameterText = propertyText(parameter);
    const auto type = pki::KeyType::parse(algorithmText, parameterText);
    if (type && type->isSupported())
        return *type;
    return invalid(Words::tr(
        "\"%1 %2\" is not a key type: use RSA with 2048, 3072, 4096 or 8192, or EC with P-256, "
        "P-384 or P-521.")
                       .arg(algorithmText.left(40), parameterText.left(40)));
}

Result<int> parseTerm(const Json& value)
{
    // Numbers that stand in quotation marks are taken as meant; 30.5, -1 and true are not.
    bool isNumber = value.is_number_unsigned() || value.is_string();
    const int days = propertyText(value).toInt(&isNumber);
    if (!isNumber || days < 1 || days > maximumTerm)
        return notTerms();
    return days;
}

QList<ProfileProblem> requirementProblems(const LocalProfile& profile)
{
    const auto nameless = [](const ProfileRequirement& requirement) {
        return requirement.name.trimmed().isEmpty();
    };
    QList<ProfileProblem> problems;
    if (std::ranges::any_of(profile.subjectVariables, nameless))
        problems.append({ QStringLiteral("subject-variables"),
            Words::tr("Profile \"%1\" has a subject variable without a name: name or remove it.")
                .arg(profile.id) });
    if (std::ranges::any_of(profile.subjectAltNames, nameless))
        problems.append({ QStringLiteral("subject-alt-names"),
            Words::tr("Profile \"%1\" has a subject alternative name without a type: give it "
                      "one, such as dNSName, or remove it.")
                .arg(profile.id) });
    return problems;
}

} // namespace

std::optional<QString> LocalProfile::property(QStringView wanted) const
{
    const QString canonical = propertyName(wanted);
    const auto found = std::ranges::find_if(properties,
        [&canonical](const auto& entry) { return propertyName(entry.first) == canonical; });
    if (found == properties.end())
        return std::nullopt;
    return found->second;
}

void LocalProfile::setProperty(const QString& wanted, const std::optional<QString>& value)
{
    const QString canonical = propertyName(wanted);
    const auto found = std::ranges::find_if(properties,
        [&canonical](const auto& entry) { return propertyName(entry.first) == canonical; });
    if (found == properties.end()) {
        if (value)
            properties.append({ wanted, *value });
    } else if (value) {
        found->second = *value;
    } else {
        properties.erase(found);
    }
}

Result<QList<pki::KeyType>> parseKeyTypes(QStringView json)
{
    const QByteArray bytes = json.toUtf8();
    const auto document = parseDocument(bytes, Words::tr("The list of key types"));
    if (!document || !document->is_object())
        return notKeyTypes();
    QList<pki::KeyType> types;
    for (const auto& [algorithm, value] : document->items()) {
        const Json parameters = value.is_array() ? value : Json::array({ value });
        for (const Json& parameter : parameters) {
            const auto type = parseKeyType(algorithm, parameter);
            if (!type)
                return failure(type.error());
            if (!types.contains(*type))
                types.append(*type);
        }
    }
    if (types.isEmpty())
        return notKeyTypes();
    return types;
}

Result<QList<int>> parseTerms(QStringView json)
{
    const QByteArray bytes = json.toUtf8();
    const auto document = parseDocument(bytes, Words::tr("The list of terms"));
    if (!document || !document->is_array() || document->empty())
        return notTerms();
    QList<int> terms;
    for (const Json& value : *document) {
        const auto term = parseTerm(value);
        if (!term)
            return failure(term.error());
        if (!terms.contains(*term))
            terms.append(*term);
    }
    return terms;
}

QList<pki::KeyType> groupedByAlgorithm(const QList<pki::KeyType>& keyTypes)
{
    QList<pki::KeyType> grouped;
    for (const pki::KeyType& first : keyTypes) {
        if (grouped.contains(first))
            continue;
        for (const pki::KeyType& other : keyTypes) {
            if (other.algorithm == first.algorithm && !grouped.contains(other))
                grouped.append(other);
        }
    }
    return grouped;
}

QString keyTypesJson(const QList<pki::KeyType>& keyTypes)
{
    QStringList algorithms;
    QMap<QString, QStringList> parameters;
    for (const pki::KeyType& keyType : keyTypes) {
        const QString algorithm = keyType.algorithmName();
        if (!algorithms.contains(algorithm))
            algorithms.append(algorithm);
        parameters[algorithm].append(u'"' + keyType.parameterName() + u'"');
    }
    QStringList members;
    for (const QString& algorithm : std::as_const(algorithms))
        members.append(u'"' + algorithm + QLatin1String("\":[")
            + parameters.value(algorithm).join(u',') + u']');
    return u'{' + members.join(u',') + u'}';
}

QString termsJson(const QList<int>& terms)
{
    QStringList items;
    for (const int days : terms)
        items.append(QString::number(days));
    return u'[' + items.join(QLatin1String(", ")) + u']';
}

std::optional<bool> parseFlag(QStringView text)
{
    const QString word = text.trimmed().toString().toLower();
    if (word == QLatin1String("true") || word == QLatin1String("yes"))
        return true;
    if (word == QLatin1String("false") || word == QLatin1String("no"))
        return false;
    return std::nullopt;
}

QList<ProfileProblem> profileProblems(const LocalProfile& profile)
{
    QList<ProfileProblem> problems;
    if (profile.id.trimmed().isEmpty())
        problems.append(
            { QStringLiteral("id"), Words::tr("A local profile has no ID: give it one.") });
    if (profile.name.trimmed().isEmpty())
        problems.append({ QStringLiteral("name"),
            Words::tr("Profile \"%1\" has no name: give it one.").arg(profile.id) });

    bool isNumber = false;
    const int certType =
        profile.property(u"cert_type").value_or(QString()).trimmed().toInt(&isNumber);
    if (!isNumber || certType < 1)
        problems.append({ QStringLiteral("cert_type"),
            Words::tr("Profile \"%1\" has no valid Certificate Type (cert_type): enter the "
                      "number of a certificate profile at Sectigo.")
                .arg(profile.id) });
    const auto inProfile = [&profile](const Error& error) {
        return Words::tr("Profile \"%1\": %2").arg(profile.id, error.message);
    };
    if (const auto text = profile.property(u"key-types")) {
        if (const auto types = parseKeyTypes(*text); !types)
            problems.append({ QStringLiteral("key-types"), inProfile(types.error()) });
    }
    if (const auto text = profile.property(u"terms")) {
        if (const auto terms = parseTerms(*text); !terms)
            problems.append({ QStringLiteral("terms"), inProfile(terms.error()) });
    }
    if (const auto text = profile.property(u"use-secondary-org-name"); text && !parseFlag(*text))
        problems.append({ QStringLiteral("use-secondary-org-name"),
            Words::tr("Profile \"%1\": use-secondary-org-name must be true or false: correct it.")
                .arg(profile.id) });
    return problems + requirementProblems(profile);
}

QStringList validate(const LocalProfile& profile)
{
    QStringList sentences;
    const QList<ProfileProblem> problems = profileProblems(profile);
    for (const ProfileProblem& problem : problems)
        sentences.append(problem.message);
    return sentences;
}

} // namespace gatehouse::settings
