// SPDX-License-Identifier: Apache-2.0
#include <core/pki/opensslpointers.h>
#include <core/pki/serialnumber.h>

#include <QCoreApplication>

#include <openssl/bn.h>

#include <algorithm>
#include <compare>
#include <cstring>

namespace gatehouse::pki {

namespace {

using BignumPointer = OpenSslPointer<BIGNUM, BN_free>;

// RFC 5280 allows 20 octets; some CAs exceed it. Nothing real is near this, and a limit bounds
// the work on pasted text.
constexpr qsizetype maximumDigits = 256;

tl::unexpected<Error> notASerial(QStringView text, const QString& expected)
{
    return failure(ErrorKind::Usage,
        QCoreApplication::translate(
            "gatehouse::SerialNumber", "\"%1\" is not a certificate serial number: %2.")
            .arg(text.left(80).toString(), expected));
}

bool isHexDigit(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

} // namespace

SerialNumber SerialNumber::fromBytes(QByteArrayView bigEndian)
{
    // One zero octet stays for the number 0, which test certificates do carry: empty means "none".
    while (bigEndian.size() > 1 && bigEndian[0] == '\0')
        bigEndian = bigEndian.sliced(1);
    SerialNumber serial;
    serial.m_bytes = bigEndian.toByteArray();
    return serial;
}

Result<SerialNumber> SerialNumber::fromHex(QStringView text)
{
    const QString expected = QCoreApplication::translate("gatehouse::SerialNumber",
        "it takes hexadecimal digits, with or without colons, such as 0A:1B:2C");
    QStringView rest = text.trimmed();
    if (rest.startsWith(u"0x", Qt::CaseInsensitive))
        rest = rest.sliced(2);
    if (rest.size() > 4 * maximumDigits)
        return notASerial(text, expected);
    QByteArray digits;
    for (const QChar c : rest) {
        if (isHexDigit(c))
            digits.append(static_cast<char>(c.unicode()));
        else if (c != u':' && c != u'-' && !c.isSpace())
            return notASerial(text, expected);
    }
    if (digits.isEmpty() || digits.size() > maximumDigits)
        return notASerial(text, expected);
    if (digits.size() % 2 != 0)
        digits.prepend('0');
    return fromBytes(QByteArray::fromHex(digits));
}

Result<SerialNumber> SerialNumber::fromDecimal(QStringView text)
{
    const QStringView digits = text.trimmed();
    const bool allDigits =
        std::ranges::all_of(digits, [](QChar c) { return c >= u'0' && c <= u'9'; });
    if (digits.isEmpty() || digits.size() > maximumDigits || !allDigits) {
        return notASerial(text,
            QCoreApplication::translate("gatehouse::SerialNumber", "it takes decimal digits only"));
    }
    BIGNUM* parsed = nullptr;
    BN_dec2bn(&parsed, digits.toLatin1().constData());
    const BignumPointer number(parsed);
    QByteArray bytes(std::max(1, BN_num_bytes(number.get())), '\0');
    BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
    return fromBytes(bytes);
}

QString SerialNumber::toHex() const
{
    return QString::fromLatin1(m_bytes.toHex());
}

QString SerialNumber::toColonHex() const
{
    return QString::fromLatin1(m_bytes.toHex(':').toUpper());
}

QString SerialNumber::toDecimal() const
{
    if (isEmpty())
        return {};
    const BignumPointer number(
        BN_bin2bn(reinterpret_cast<const unsigned char*>(m_bytes.constData()),
            static_cast<int>(m_bytes.size()), nullptr));
    char* text = BN_bn2dec(number.get());
    QString decimal = QString::fromLatin1(text);
    OPENSSL_free(text);
    return decimal;
}

std::strong_ordering SerialNumber::operator<=>(const SerialNumber& other) const
{
    if (const auto bySize = m_bytes.size() <=> other.m_bytes.size(); std::is_neq(bySize))
        return bySize;
    const int order = std::memcmp(
        m_bytes.constData(), other.m_bytes.constData(), static_cast<size_t>(m_bytes.size()));
    return order <=> 0;
}

} // namespace gatehouse::pki
