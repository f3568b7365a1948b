// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/orders/order.h>
#include <core/pki/certificate.h>
#include <core/pki/generalname.h>
#include <core/result.h>

#include <QList>
#include <QString>
#include <QStringList>

// Names as they are ordered from SCM and as they come back. Pure functions.
namespace gatehouse::enrollment {

/// A host name in A-labels (RFC 5890), lower case, or what was given where it is not a host name.
QString toALabels(const QString& host);
/// Whether '*' stands where it may: nowhere, or as the whole leftmost label before two more.
bool isWildcardWellFormed(QStringView host);

/// The names as they are ordered: hosts in A-labels, no duplicates, without the common name's own
/// entry. Policy error "policy/names" for a misplaced wildcard or a kind of name that SCM's list of
/// names cannot carry.
Result<QList<pki::GeneralName>> orderedNames(
    const QList<pki::GeneralName>& requested, const QString& commonName);

/// What differs between the order and the certificate that came back: subject, names, validity
/// (more than a day and a half), one sentence each.
QStringList differences(const orders::Order& order, const pki::Certificate& leaf);

} // namespace gatehouse::enrollment
