// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace gatehouse::pki {

/// One attribute of an RDN (RFC 5280, AttributeTypeAndValue).
struct AttributeTypeAndValue {
    QString oid {}; ///< dotted decimal, such as "2.5.4.3"
    QString value {}; ///< decoded text; "#..." hex of the DER value where it is not a string type
    /// `value` is the "#..." form; without it a leading '#' is part of the text.
    bool isEncoded = false;
    bool operator==(const AttributeTypeAndValue&) const = default;
};

/// One relative distinguished name: one attribute, or several when multi-valued.
using RelativeDistinguishedName = QList<AttributeTypeAndValue>;

/// A distinguished name, RDNs in the order of the encoding (most significant, usually C, first).
class DistinguishedName {
public:
    DistinguishedName() = default;
    explicit DistinguishedName(QList<RelativeDistinguishedName> rdns);

    /// RFC 4514 and RFC 2253 text (leaf first: "CN=a,O=b,C=US"; escapes, quotes, "#hex", "+", ";"
    /// as separator, blanks around separators, dotted OIDs with or without "OID."), or OpenSSL's
    /// slash form
    /// ("/C=US/O=b/CN=a", root first). Errors say the column and what was expected there. Rejects
    /// NUL.
    static Result<DistinguishedName> parse(QStringView text);
    static Result<DistinguishedName> fromDer(QByteArrayView der);

    /// DER of the Name; PrintableString for C, serialNumber and dnQualifier, IA5String for E and
    /// DC, UTF8String for the rest.
    QByteArray toDer() const;
    /// RFC 4514, leaf first, upper-case short names, no blanks: "CN=a,O=b,C=US".
    QString toString() const;

    bool isEmpty() const { return m_rdns.isEmpty(); }
    const QList<RelativeDistinguishedName>& rdns() const { return m_rdns; }
    /// The most specific commonName, if any.
    std::optional<QString> commonName() const;
    /// All values of one attribute type by OID, most significant first.
    QStringList values(QStringView oid) const;

    /// Same RDNs in the same order by X.500 rules (RFC 5280, 7.1; RFC 4518): attribute types by
    /// OID, values without regard to case and with folded blanks, the attributes of one RDN in any
    /// order, Unicode in NFKC.
    bool matches(const DistinguishedName& other) const;
    /// The same, also accepting the RDNs in reverse order: what a person dictates.
    bool matchesEitherWay(const DistinguishedName& other) const;
    /// Equal for exactly the names that match each other: a key for maps and database indexes.
    QString canonicalKey() const;
    /// This name with its RDNs in reverse order.
    DistinguishedName reversed() const;

    /// Equality of the encoded content, not X.500 matching.
    bool operator==(const DistinguishedName&) const = default;

private:
    QList<RelativeDistinguishedName> m_rdns;
};

} // namespace gatehouse::pki
