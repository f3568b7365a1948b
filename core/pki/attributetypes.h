// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace gatehouse::pki {

/// ASN.1 string type in which an attribute is encoded (RFC 5280, appendix A).
enum class AttributeSyntax { Utf8, Printable, Ia5 };

/// Dotted decimal of an attribute's name in any case ("CN", "commonName", "emailAddress"); empty
/// when unknown.
QString attributeOid(QStringView name);
/// Upper-case short name of an OID ("CN"); empty when it has none here.
QString attributeShortName(QStringView oid);
AttributeSyntax attributeSyntax(QStringView oid);

} // namespace gatehouse::pki
