// SPDX-License-Identifier: Apache-2.0
#include <core/keystore/javainput.h>
#include <core/pki/opensslsupport.h>

#include <QtEndian>

#include <optional>

namespace gatehouse::keystore {

namespace {

unsigned octetAt(QByteArrayView bytes, qsizetype at)
{
    return static_cast<quint8>(bytes[at]);
}

bool continuesAt(QByteArrayView bytes, qsizetype at)
{
    return at < bytes.size() && (octetAt(bytes, at) & 0xc0U) == 0x80U;
}

/// The next UTF-16 unit at `i`, which moves on; no value where the bytes are not modified UTF-8.
std::optional<char16_t> nextUnit(QByteArrayView bytes, qsizetype& i)
{
    const unsigned first = octetAt(bytes, i);
    if (first < 0x80U) {
        i += 1;
        return static_cast<char16_t>(first);
    }
    if ((first & 0xe0U) == 0xc0U && continuesAt(bytes, i + 1)) {
        i += 2;
        return static_cast<char16_t>((first & 0x1fU) << 6U | (octetAt(bytes, i - 1) & 0x3fU));
    }
    if ((first & 0xf0U) == 0xe0U && continuesAt(bytes, i + 1) && continuesAt(bytes, i + 2)) {
        i += 3;
        return static_cast<char16_t>((first & 0x0fU) << 12U | (octetAt(bytes, i - 2) & 0x3fU) << 6U
            | (octetAt(bytes, i - 1) & 0x3fU));
    }
    return std::nullopt;
}

} // namespace

template <class T> T JavaInput::number()
{
    const QByteArrayView bytes = take(static_cast<qsizetype>(sizeof(T)));
    return bytes.isEmpty() ? T(0) : qFromBigEndian<T>(bytes.data());
}

quint32 JavaInput::u32()
{
    return number<quint32>();
}

qint64 JavaInput::i64()
{
    return number<qint64>();
}

quint32 JavaInput::count()
{
    const quint32 value = u32();
    if (value <= 0x7fffffffU)
        return value;
    fail(Damage::Altered, "negative count");
    return 0;
}

QByteArrayView JavaInput::take(qsizetype size)
{
    if (size > left())
        fail(Damage::Truncated, "end of file");
    if (!isFine())
        return {};
    const QByteArrayView taken = m_bytes.sliced(m_position, size);
    m_position += size;
    return taken;
}

QByteArrayView JavaInput::takeDer()
{
    constexpr qsizetype longestHeader = 6;
    const quint32 size = count();
    if (!isFine())
        return {};
    const QByteArrayView rest = m_bytes.sliced(m_position);
    if (static_cast<qint64>(size) > static_cast<qint64>(rest.size()) && rest.size() >= longestHeader
        && pki::derExtent(rest).total != static_cast<qsizetype>(size))
        fail(Damage::Altered, "length field");
    return take(static_cast<qsizetype>(size));
}

QString JavaInput::text()
{
    const QByteArrayView bytes = take(static_cast<qsizetype>(number<quint16>()));
    QString result;
    result.reserve(bytes.size());
    for (qsizetype i = 0; i < bytes.size();) {
        const std::optional<char16_t> unit = nextUnit(bytes, i);
        if (!unit) {
            fail(Damage::Altered, "modified UTF-8");
            return {};
        }
        result.append(QChar(*unit));
    }
    return result;
}

void JavaInput::fail(Damage damage, const char* what)
{
    if (!isFine())
        return;
    m_damage = damage;
    m_detail = QStringLiteral("%1 at byte %2").arg(QLatin1String(what)).arg(m_position);
}

} // namespace gatehouse::keystore
