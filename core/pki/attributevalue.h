// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/distinguishedname.h>

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace gatehouse::pki {

/// One DER element: identifier octet, content, and where the next one starts.
struct DerElement {
    unsigned char identifier = 0;
    QByteArrayView content {};
    qsizetype size = 0; ///< header and content
};

/// The element at the start of `der`, low tag numbers and definite lengths only; nothing when it
/// does not fit.
std::optional<DerElement> readDerElement(QByteArrayView der);
/// One element with a definite length.
QByteArray writeDerElement(unsigned char identifier, QByteArrayView content);

/// Text of a string element (UTF8, Printable, IA5, Numeric, T61 read as Latin-1, Visible, BMP,
/// Universal); nothing for other types, for text that is not well-formed, and for text with a NUL.
std::optional<QString> decodeStringElement(const DerElement& element);

/// An attribute whose value is the DER element `der`: text where it is a string, "#..." otherwise.
AttributeTypeAndValue attributeFromDer(const QString& oid, QByteArrayView der);
/// DER of the value, in the string type that suits the attribute.
QByteArray attributeValueDer(const AttributeTypeAndValue& attribute);

} // namespace gatehouse::pki
