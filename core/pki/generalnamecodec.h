// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/generalname.h>
#include <core/pki/opensslsupport.h>

namespace gatehouse::pki {

/// Our form of OpenSSL's list; null gives an empty one.
QList<GeneralName> fromOpenSsl(const GENERAL_NAMES* names);
/// OpenSSL's form; Usage error for a value that does not fit its type.
Result<GeneralNamesPointer> toOpenSsl(const QList<GeneralName>& names);
/// 4 or 16 bytes of an address text; empty when it is none.
QByteArray addressBytes(const QString& text);
/// "192.0.2.1", or IPv6 as RFC 5952 writes it; hex of the bytes where there are neither 4 nor 16.
QString addressText(QByteArrayView bytes);

} // namespace gatehouse::pki
