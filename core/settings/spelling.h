// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace gatehouse::settings {

/// The letters and digits of a name in lower case: "cert_type", "cert-type" and "certType" become
/// one, as in Spring's relaxed binding, by which CA Gateway reads its configuration.
QString flattened(QStringView name);

/// How many letters have to be added, dropped or changed to make one text of the other; stops
/// counting at `limit`.
int editDistance(QStringView left, QStringView right, int limit);

} // namespace gatehouse::settings
