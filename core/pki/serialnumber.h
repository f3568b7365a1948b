// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>

#include <QByteArray>
#include <QString>

#include <compare>

namespace gatehouse::pki {

/// A certificate serial number (RFC 5280, 4.1.2.2): an unsigned integer, kept as its big-endian
/// bytes without leading zeros. Everything else about it is formatting. Empty means "none".
class SerialNumber {
public:
    SerialNumber() = default;
    static SerialNumber fromBytes(QByteArrayView bigEndian);
    /// Hex in any case; colons, blanks, dashes, "0x" and leading zeros are allowed. Usage error
    /// otherwise.
    static Result<SerialNumber> fromHex(QStringView text);
    static Result<SerialNumber> fromDecimal(QStringView text);

    bool isEmpty() const { return m_bytes.isEmpty(); }
    QByteArray bytes() const { return m_bytes; }
    QString toHex() const; ///< normal form: lower case, even number of digits, no separators
    QString toColonHex() const; ///< SCM's form: "A9:3E:C0"
    QString toDecimal() const;

    bool operator==(const SerialNumber&) const = default;
    std::strong_ordering operator<=>(const SerialNumber& other) const; ///< by value
    friend size_t qHash(const SerialNumber& serial, size_t seed = 0)
    {
        return qHash(serial.m_bytes, seed);
    }

private:
    QByteArray m_bytes;
};

} // namespace gatehouse::pki
