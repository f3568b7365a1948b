// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/certificate.h>
#include <core/result.h>

namespace gatehouse::lookup {

/// One way to understand what was pasted into the lookup box.
struct Term {
    enum class Kind {
        DistinguishedName,
        SerialNumber,
        HostName,
        Wildcard,
        EmailAddress,
        OrderNumber,
        Certificate
    };
    Kind kind = Kind::HostName;
    pki::DistinguishedName name;
    pki::SerialNumber serialNumber;
    QString text; ///< host name (A-label form, lower case), wildcard, address, order number or our
                  ///< order id
    pki::Certificate certificate;

    QString description() const; ///< "Serial number a9:3e:c0" - how the input was understood
};

/// All readings of an input, most likely first; never empty on success. Digits alone may be a
/// serial number in hex or decimal, or an order number. "dec:" or "decimal" marks a decimal serial,
/// "0x" or colons a hexadecimal one. Usage error that lists what can be entered.
Result<QList<Term>> interpret(QStringView input);

} // namespace gatehouse::lookup
