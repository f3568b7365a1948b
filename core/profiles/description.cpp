// SPDX-License-Identifier: Apache-2.0
#include <core/profiles/description.h>
#include <core/profiles/words.h>

#include <algorithm>

namespace gatehouse::profiles {

namespace {

const QString separator = QStringLiteral(", ");

QString requirementsText(const QList<settings::ProfileRequirement>& requirements)
{
    QStringList texts;
    for (const settings::ProfileRequirement& requirement : requirements) {
        texts.append(requirement.required ? Words::tr("%1 (required)").arg(requirement.name)
                                          : requirement.name);
    }
    return texts.join(separator);
}

/// Where the values are from that only one side can set.
Source ownSource(const ListedProfile& listed)
{
    return listed.localIndex >= 0 ? Source::Local : Source::Sectigo;
}

template <class T> bool isPermutation(const QList<T>& left, const QList<T>& right)
{
    return std::ranges::is_permutation(left, right);
}

Difference differenceOf(const ListedProfile& left, const ListedProfile& right,
    const DescribedValue& leftValue, const DescribedValue& rightValue)
{
    if (leftValue.text == rightValue.text)
        return Difference::None;
    const bool sameKeyTypes = leftValue.key == u"key-types"
        && isPermutation(left.profile.keyTypes, right.profile.keyTypes);
    const bool sameTerms =
        leftValue.key == u"terms" && isPermutation(left.profile.terms, right.profile.terms);
    return sameKeyTypes || sameTerms ? Difference::Order : Difference::Value;
}

} // namespace

QString keyTypesText(const QList<pki::KeyType>& keyTypes)
{
    QString text;
    std::optional<pki::KeyAlgorithm> algorithm;
    for (const pki::KeyType& keyType : keyTypes) {
        if (algorithm != keyType.algorithm)
            text += (text.isEmpty() ? QString() : separator) + keyType.algorithmName();
        algorithm = keyType.algorithm;
        text += u' ' + keyType.parameterName();
    }
    return text;
}

QString termsText(const QList<int>& terms)
{
    QStringList texts;
    for (const int term : terms)
        texts.append(QString::number(term));
    return texts.join(separator);
}

QString sourceName(Source source)
{
    switch (source) {
    case Source::Local:
        return Words::tr("local");
    case Source::Sectigo:
        return Words::tr("Sectigo");
    case Source::Default:
        break;
    }
    return Words::tr("default");
}

QString originName(Origin origin)
{
    switch (origin) {
    case Origin::Local:
        return Words::tr("local");
    case Origin::Sectigo:
        return Words::tr("Sectigo");
    case Origin::LocalAndSectigo:
        break;
    }
    return Words::tr("local + Sectigo");
}

QList<DescribedValue> describe(const ListedProfile& listed)
{
    const EffectiveProfile& profile = listed.profile;
    const Source own = ownSource(listed);
    QList<DescribedValue> values {
        { QStringLiteral("id"), Words::tr("ID"), profile.id, own },
        { QStringLiteral("name"), Words::tr("Name"), profile.name, own },
        { QStringLiteral("cert_type"), Words::tr("Certificate Type"),
            profile.certType > 0 ? QString::number(profile.certType) : QString(), own },
    };
    if (listed.problem && profile.keyTypes.isEmpty())
        return values;
    values += QList<DescribedValue> {
        { QStringLiteral("key-types"), Words::tr("Key types"), keyTypesText(profile.keyTypes),
            profile.keyTypesSource },
        { QStringLiteral("terms"), Words::tr("Terms in days"), termsText(profile.terms),
            profile.termsSource },
        { QStringLiteral("use-secondary-org-name"), Words::tr("Use secondary organization name"),
            profile.useSecondaryOrgName ? Words::tr("yes") : Words::tr("no"),
            profile.useSecondaryOrgNameSource },
    };
    if (!profile.subjectVariables.isEmpty()) {
        values.append({ QStringLiteral("subject-variables"), Words::tr("Subject variables"),
            requirementsText(profile.subjectVariables), own });
    }
    if (!profile.subjectAltNames.isEmpty()) {
        values.append({ QStringLiteral("subject-alt-names"), Words::tr("Subject alternative names"),
            requirementsText(profile.subjectAltNames), own });
    }
    for (const auto& [key, value] : profile.properties)
        values.append({ key, key, value, own });
    return values;
}

QList<ComparedValue> compare(const ListedProfile& left, const ListedProfile& right)
{
    const QList<DescribedValue> leftValues = describe(left);
    QList<DescribedValue> rest = describe(right);
    QList<ComparedValue> compared;
    for (const DescribedValue& value : leftValues) {
        const auto found = std::ranges::find(rest, value.key, &DescribedValue::key);
        ComparedValue row { value.label, value, {}, Difference::Value };
        if (found != rest.end()) {
            row.right = *found;
            rest.erase(found);
            row.difference = differenceOf(left, right, row.left, row.right);
        }
        compared.append(row);
    }
    for (const DescribedValue& value : std::as_const(rest))
        compared.append({ value.label, {}, value, Difference::Value });
    return compared;
}

} // namespace gatehouse::profiles
