// SPDX-License-Identifier: Apache-2.0
#include <core/profiles/description.h>
#include <ui/profiles/profilefields.h>
#include <ui/words.h>

#include <algorithm>
#include <array>

namespace gatehouse::ui {

namespace {

using pki::KeyAlgorithm;
using pki::KeyType;
using settings::LocalProfile;
using settings::ProfileRequirement;

constexpr std::array ownFields { u"cert_type", u"key-types", u"terms", u"use-secondary-org-name" };

/// Whether a property has a field of its own.
bool hasField(const QString& key)
{
    LocalProfile single;
    single.properties = { { key, QString() } };
    return std::ranges::any_of(
        ownFields, [&single](const char16_t* name) { return single.property(name).has_value(); });
}

QString ruleText(const QString& first, const QString& all, profiles::Source source)
{
    switch (source) {
    case profiles::Source::Local:
        return Words::tr(
            "The first is used where a request names none: %1. The order can be changed "
            "by dragging or with Alt and the arrow keys.")
            .arg(first);
    case profiles::Source::Sectigo:
        return Words::tr(
            "From Sectigo's profile: %1. The first is used where a request names none.")
            .arg(all);
    case profiles::Source::Default:
        break;
    }
    return Words::tr("Neither set here nor known from Sectigo: %1 is the default.").arg(all);
}

} // namespace

QString certTypeText(const scm::CertificateType& type)
{
    return QStringLiteral("%1 – %2").arg(type.id).arg(type.name);
}

QList<KeyType> everyKeyType()
{
    return { { KeyAlgorithm::Rsa, 2048 }, { KeyAlgorithm::Rsa, 3072 }, { KeyAlgorithm::Rsa, 4096 },
        { KeyAlgorithm::Rsa, 8192 }, { KeyAlgorithm::Ec, 256 }, { KeyAlgorithm::Ec, 384 },
        { KeyAlgorithm::Ec, 521 } };
}

QList<KeyType> keyTypesOf(const scm::CertificateType& type)
{
    const auto effective = profiles::effectiveProfile(
        QString::number(type.id), {}, QList<scm::CertificateType> { type });
    return effective ? effective->keyTypes : everyKeyType();
}

QStringList keyTypeTexts(const QList<KeyType>& keyTypes)
{
    QStringList texts;
    for (const KeyType& keyType : keyTypes)
        texts.append(keyType.toString());
    return texts;
}

QList<KeyType> keyTypesFrom(const QStringList& texts)
{
    QList<KeyType> keyTypes;
    for (const QString& text : texts) {
        if (const auto keyType = KeyType::parse(text))
            keyTypes.append(*keyType);
    }
    return keyTypes;
}

QStringList arrangedKeyTypes(const QStringList& texts)
{
    return keyTypeTexts(settings::groupedByAlgorithm(keyTypesFrom(texts)));
}

QStringList termTexts(const QList<int>& terms)
{
    QStringList texts;
    for (const int term : terms)
        texts.append(QString::number(term));
    return texts;
}

profiles::EffectiveProfile preview(
    const LocalProfile& profile, const QList<scm::CertificateType>& types)
{
    LocalProfile complete = profile;
    // Only what key types and terms follow from counts here; the rest may still be empty.
    complete.id = QStringLiteral("preview");
    complete.name = complete.id;
    complete.subjectVariables.clear();
    complete.subjectAltNames.clear();
    if (complete.property(u"cert_type").value_or(QString()).toInt() < 1)
        complete.setProperty(QStringLiteral("cert_type"), QStringLiteral("1"));
    for (const char16_t* name : { u"key-types", u"terms" }) {
        const QString key = QString::fromUtf16(name);
        const auto text = complete.property(key);
        const bool isValid = !text
            || (key == u"terms" ? settings::parseTerms(*text).has_value()
                                : settings::parseKeyTypes(*text).has_value());
        if (!isValid)
            complete.setProperty(key, std::nullopt);
    }
    complete.setProperty(QStringLiteral("use-secondary-org-name"), std::nullopt);
    return profiles::effectiveProfile(complete.id, { complete }, types)
        .value_or(profiles::EffectiveProfile());
}

QString keyTypesRule(const profiles::EffectiveProfile& effective, bool isOwn)
{
    if (effective.keyTypes.isEmpty()
        || (isOwn && effective.keyTypesSource != profiles::Source::Local))
        return {};
    return ruleText(effective.keyTypes.first().toString(),
        profiles::keyTypesText(effective.keyTypes), effective.keyTypesSource);
}

QString termsRule(const profiles::EffectiveProfile& effective, bool isOwn)
{
    if (effective.terms.isEmpty() || (isOwn && effective.termsSource != profiles::Source::Local))
        return {};
    return ruleText(Words::tr("%1 days").arg(effective.terms.first()),
        Words::tr("%1 days", "a list of numbers").arg(profiles::termsText(effective.terms)),
        effective.termsSource);
}

void setKeyTypes(LocalProfile& profile, bool isOwn, const QList<KeyType>& keyTypes)
{
    const QString key = QStringLiteral("key-types");
    if (!isOwn) {
        profile.setProperty(key, std::nullopt);
        return;
    }
    const auto present = settings::parseKeyTypes(profile.property(key).value_or(QString()));
    if (!present || *present != keyTypes)
        profile.setProperty(key, settings::keyTypesJson(keyTypes));
}

void setTerms(LocalProfile& profile, bool isOwn, const QList<int>& terms)
{
    const QString key = QStringLiteral("terms");
    if (!isOwn) {
        profile.setProperty(key, std::nullopt);
        return;
    }
    const auto present = settings::parseTerms(profile.property(key).value_or(QString()));
    if (!present || *present != terms)
        profile.setProperty(key, settings::termsJson(terms));
}

void setSecondaryName(LocalProfile& profile, const QVariant& value)
{
    const QString key = QStringLiteral("use-secondary-org-name");
    const auto text = profile.property(key);
    if (!value.isValid()) {
        profile.setProperty(key, std::nullopt);
        return;
    }
    if (!text || settings::parseFlag(*text) != value.toBool())
        profile.setProperty(key, value.toBool() ? QStringLiteral("true") : QStringLiteral("false"));
}

QList<RowsEditor::Row> furtherProperties(const LocalProfile& profile)
{
    QList<RowsEditor::Row> rows;
    for (const auto& [key, value] : profile.properties) {
        if (!hasField(key))
            rows.append({ { key, value }, false });
    }
    return rows;
}

void setFurtherProperties(LocalProfile& profile, const QList<RowsEditor::Row>& rows)
{
    if (rows == furtherProperties(profile))
        return;
    // Those with a field keep their places, the others take the places that were theirs.
    QList<std::pair<QString, QString>> properties;
    qsizetype next = 0;
    for (const auto& property : std::as_const(profile.properties)) {
        if (hasField(property.first)) {
            properties.append(property);
        } else if (next < rows.size()) {
            properties.append(
                { rows.at(next).texts.first().trimmed(), rows.at(next).texts.last() });
            ++next;
        }
    }
    for (; next < rows.size(); ++next)
        properties.append({ rows.at(next).texts.first().trimmed(), rows.at(next).texts.last() });
    profile.properties = properties;
}

QList<RowsEditor::Row> variableRows(const LocalProfile& profile)
{
    QList<RowsEditor::Row> rows;
    for (const ProfileRequirement& variable : profile.subjectVariables)
        rows.append({ { variable.name, variable.description }, variable.required });
    return rows;
}

void setVariables(LocalProfile& profile, const QList<RowsEditor::Row>& rows)
{
    profile.subjectVariables.clear();
    for (const RowsEditor::Row& row : rows)
        profile.subjectVariables.append(
            { row.texts.first().trimmed(), row.texts.last().trimmed(), row.isTicked });
}

QList<RowsEditor::Row> altNameRows(const LocalProfile& profile)
{
    QList<RowsEditor::Row> rows;
    for (const ProfileRequirement& name : profile.subjectAltNames)
        rows.append({ { name.name }, name.required });
    return rows;
}

void setAltNames(LocalProfile& profile, const QList<RowsEditor::Row>& rows)
{
    const QList<ProfileRequirement> former = profile.subjectAltNames;
    profile.subjectAltNames.clear();
    for (const RowsEditor::Row& row : rows) {
        const auto known = std::ranges::find(former, row.texts.first(), &ProfileRequirement::name);
        const QString description = known == former.end() ? QString() : known->description;
        profile.subjectAltNames.append({ row.texts.first().trimmed(), description, row.isTicked });
    }
}

} // namespace gatehouse::ui
