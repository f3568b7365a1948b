// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>

#include <QByteArray>
#include <QList>
#include <QString>

namespace gatehouse::pki {

/// One subject alternative name (RFC 5280, 4.2.1.6, GeneralName).
struct GeneralName {
    enum class Type { DnsName, IpAddress, Rfc822Name, Uri, DirectoryName, RegisteredId, Other };
    Type type = Type::DnsName;
    /// Host name (A-labels), address text, mail address, URI, RFC 4514 text, dotted OID; hex of the
    /// DER for Other.
    QString value {};

    bool operator==(const GeneralName&) const = default;

    /// "DNS:host", "IP:192.0.2.1", "email:a@b", "URI:https://...", "dirName:CN=a", "RID:1.2.3"; the
    /// type in any case, also in CA Gateway's words (dNSName, iPAddress, rfc822Name,
    /// uniformResourceIdentifier, directoryName, registeredID). Without a type: an address is IP,
    /// one with '@' is email, anything else is DNS. The value is checked for its type; an error
    /// names the value and what is wrong with it.
    static Result<GeneralName> parse(QStringView text);
    /// "DNS:host" and so on.
    QString toString() const;
    /// CA Gateway's word for the type, such as "dNSName".
    static QString typeName(Type type);
    /// Equal by the rules of the type: DNS without regard to case, addresses by value.
    bool matches(const GeneralName& other) const;
};

/// DER of a SEQUENCE OF GeneralName.
Result<QByteArray> encodeGeneralNames(const QList<GeneralName>& names);

} // namespace gatehouse::pki
