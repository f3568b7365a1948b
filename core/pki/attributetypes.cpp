// SPDX-License-Identifier: Apache-2.0
#include <core/pki/attributetypes.h>

#include <array>

namespace gatehouse::pki {

namespace {

struct AttributeType {
    QLatin1String oid;
    QLatin1String shortName; ///< as written; upper case
    std::array<QLatin1String, 3> otherNames; ///< as read, besides the short name; any case
    AttributeSyntax syntax = AttributeSyntax::Utf8;
};

using L = QLatin1String;

// X.520, RFC 4519, RFC 2985, and the CA/Browser Forum's EV guidelines for the 1.3.6.1.4.1.311.60
// arc.
constexpr std::array attributeTypes = {
    AttributeType { L("2.5.4.3"), L("CN"), { L("commonName"), L(), L() } },
    AttributeType { L("2.5.4.4"), L("SN"), { L("surname"), L(), L() } },
    AttributeType {
        L("2.5.4.5"), L("SERIALNUMBER"), { L(), L(), L() }, AttributeSyntax::Printable },
    AttributeType {
        L("2.5.4.6"), L("C"), { L("countryName"), L("country"), L() }, AttributeSyntax::Printable },
    AttributeType { L("2.5.4.7"), L("L"), { L("localityName"), L("locality"), L() } },
    AttributeType { L("2.5.4.8"), L("ST"), { L("S"), L("SP"), L("stateOrProvinceName") } },
    AttributeType { L("2.5.4.9"), L("STREET"), { L("streetAddress"), L(), L() } },
    AttributeType { L("2.5.4.10"), L("O"), { L("organizationName"), L("organization"), L() } },
    AttributeType {
        L("2.5.4.11"), L("OU"), { L("organizationalUnitName"), L("organizationalUnit"), L() } },
    AttributeType { L("2.5.4.12"), L("T"), { L("title"), L(), L() } },
    AttributeType { L("2.5.4.13"), L("DESCRIPTION"), { L(), L(), L() } },
    AttributeType { L("2.5.4.15"), L("BUSINESSCATEGORY"), { L(), L(), L() } },
    AttributeType { L("2.5.4.17"), L("POSTALCODE"), { L(), L(), L() } },
    AttributeType { L("2.5.4.18"), L("POSTOFFICEBOX"), { L(), L(), L() } },
    AttributeType {
        L("2.5.4.20"), L("TELEPHONENUMBER"), { L(), L(), L() }, AttributeSyntax::Printable },
    AttributeType { L("2.5.4.41"), L("NAME"), { L(), L(), L() } },
    AttributeType { L("2.5.4.42"), L("GN"), { L("givenName"), L("G"), L() } },
    AttributeType { L("2.5.4.43"), L("INITIALS"), { L(), L(), L() } },
    AttributeType { L("2.5.4.44"), L("GENERATIONQUALIFIER"), { L("generation"), L(), L() } },
    AttributeType {
        L("2.5.4.46"), L("DNQUALIFIER"), { L("DNQ"), L(), L() }, AttributeSyntax::Printable },
    AttributeType { L("2.5.4.65"), L("PSEUDONYM"), { L(), L(), L() } },
    AttributeType {
        L("2.5.4.97"), L("ORGANIZATIONIDENTIFIER"), { L("organisationIdentifier"), L(), L() } },
    AttributeType { L("0.9.2342.19200300.100.1.1"), L("UID"), { L("userId"), L(), L() } },
    AttributeType { L("0.9.2342.19200300.100.1.3"), L("MAIL"), { L("rfc822Mailbox"), L(), L() },
        AttributeSyntax::Ia5 },
    AttributeType { L("0.9.2342.19200300.100.1.25"), L("DC"), { L("domainComponent"), L(), L() },
        AttributeSyntax::Ia5 },
    AttributeType { L("1.2.840.113549.1.9.1"), L("E"), { L("emailAddress"), L("email"), L() },
        AttributeSyntax::Ia5 },
    AttributeType { L("1.2.840.113549.1.9.2"), L("UNSTRUCTUREDNAME"), { L(), L(), L() } },
    AttributeType { L("1.2.840.113549.1.9.8"), L("UNSTRUCTUREDADDRESS"), { L(), L(), L() } },
    AttributeType { L("1.3.6.1.4.1.311.60.2.1.1"), L("JURISDICTIONL"),
        { L("jurisdictionLocalityName"), L("jurisdictionLocality"), L() } },
    AttributeType { L("1.3.6.1.4.1.311.60.2.1.2"), L("JURISDICTIONST"),
        { L("jurisdictionStateOrProvinceName"), L("jurisdictionState"), L("jurisdictionS") } },
    AttributeType { L("1.3.6.1.4.1.311.60.2.1.3"), L("JURISDICTIONC"),
        { L("jurisdictionCountryName"), L("jurisdictionCountry"), L() },
        AttributeSyntax::Printable },
};

bool isNamed(const AttributeType& type, QStringView name)
{
    if (name.compare(type.shortName, Qt::CaseInsensitive) == 0)
        return true;
    for (const QLatin1String other : type.otherNames) {
        if (!other.isEmpty() && name.compare(other, Qt::CaseInsensitive) == 0)
            return true;
    }
    return false;
}

} // namespace

QString attributeOid(QStringView name)
{
    for (const AttributeType& type : attributeTypes) {
        if (isNamed(type, name))
            return type.oid;
    }
    return {};
}

QString attributeShortName(QStringView oid)
{
    for (const AttributeType& type : attributeTypes) {
        if (oid == type.oid)
            return type.shortName;
    }
    return {};
}

AttributeSyntax attributeSyntax(QStringView oid)
{
    for (const AttributeType& type : attributeTypes) {
        if (oid == type.oid)
            return type.syntax;
    }
    return AttributeSyntax::Utf8;
}

} // namespace gatehouse::pki
