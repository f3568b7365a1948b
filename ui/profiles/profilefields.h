// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/profiles/profile.h>
#include <ui/profiles/rowseditor.h>

#include <QVariant>

// Between a local profile and the fields in which it is edited. What has not been changed keeps its
// text to the byte.
namespace gatehouse::ui {

/// "60515 – profileA"
QString certTypeText(const scm::CertificateType& type);

QList<pki::KeyType> everyKeyType();
/// Those of a profile of Sectigo's that Gatehouse can handle, in Sectigo's order.
QList<pki::KeyType> keyTypesOf(const scm::CertificateType& type);
QStringList keyTypeTexts(const QList<pki::KeyType>& keyTypes);
QList<pki::KeyType> keyTypesFrom(const QStringList& texts);
/// In an order that the profile's text can express.
QStringList arrangedKeyTypes(const QStringList& texts);
QStringList termTexts(const QList<int>& terms);

/// What an enrollment would go by.
profiles::EffectiveProfile preview(
    const settings::LocalProfile& profile, const QList<scm::CertificateType>& types);
/// Which one is used where the request names none, and where they are from.
QString keyTypesRule(const profiles::EffectiveProfile& effective, bool isOwn);
QString termsRule(const profiles::EffectiveProfile& effective, bool isOwn);

void setKeyTypes(settings::LocalProfile& profile, bool isOwn, const QList<pki::KeyType>& keyTypes);
void setTerms(settings::LocalProfile& profile, bool isOwn, const QList<int>& terms);
/// An invalid `value` leaves it to Sectigo's profile.
void setSecondaryName(settings::LocalProfile& profile, const QVariant& value);

/// The properties without a field of their own.
QList<RowsEditor::Row> furtherProperties(const settings::LocalProfile& profile);
void setFurtherProperties(settings::LocalProfile& profile, const QList<RowsEditor::Row>& rows);
QList<RowsEditor::Row> variableRows(const settings::LocalProfile& profile);
void setVariables(settings::LocalProfile& profile, const QList<RowsEditor::Row>& rows);
QList<RowsEditor::Row> altNameRows(const settings::LocalProfile& profile);
void setAltNames(settings::LocalProfile& profile, const QList<RowsEditor::Row>& rows);

} // namespace gatehouse::ui
