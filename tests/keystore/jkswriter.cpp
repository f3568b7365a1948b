// SPDX-License-Identifier: Apache-2.0
#include "jkswriter.h"

#include <QCryptographicHash>
#include <QtEndian>

namespace jkswriter {

namespace {

template <class T> QByteArray number(T value)
{
    const T bigEndian = qToBigEndian(value);
    return { reinterpret_cast<const char*>(&bigEndian), sizeof(T) };
}

QByteArray modifiedUtf8(const QString& text)
{
    QByteArray bytes;
    for (const QChar character : text) {
        const unsigned unit = character.unicode();
        if (unit != 0 && unit < 0x80) {
            bytes.append(static_cast<char>(unit));
        } else if (unit < 0x800) {
            bytes.append(static_cast<char>(0xc0U | unit >> 6U));
            bytes.append(static_cast<char>(0x80U | (unit & 0x3fU)));
        } else {
            bytes.append(static_cast<char>(0xe0U | unit >> 12U));
            bytes.append(static_cast<char>(0x80U | (unit >> 6U & 0x3fU)));
            bytes.append(static_cast<char>(0x80U | (unit & 0x3fU)));
        }
    }
    return number(static_cast<quint16>(bytes.size())) + bytes;
}

QByteArray utf16(const QString& text)
{
    QByteArray bytes;
    for (const QChar character : text)
        bytes += number(character.unicode());
    return bytes;
}

QByteArray sha1(const QByteArray& bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha1);
}

QByteArray sealKey(const Entry& entry)
{
    const QByteArray password = utf16(entry.keyPassword);
    const QByteArray salt("0123456789abcdefghij");
    QByteArray stream = salt;
    QByteArray sealed = entry.pkcs8;
    for (qsizetype i = 0; i < sealed.size(); ++i) {
        if (i % 20 == 0)
            stream = sha1(password + stream);
        sealed[i] = static_cast<char>(sealed[i] ^ stream[i % 20]);
    }
    const QByteArray content = salt + sealed + sha1(password + entry.pkcs8);
    const QByteArray algorithm = der('\x30', entry.protectorOid + QByteArray("\x05\x00", 2));
    return der('\x30', algorithm + der('\x04', content));
}

QByteArray sized(const QByteArray& bytes)
{
    return number(static_cast<quint32>(bytes.size())) + bytes;
}

QByteArray digest(const QByteArray& body, const QString& password)
{
    return sha1(utf16(password) + "Mighty Aphrodite" + body);
}

} // namespace

QByteArray der(char tag, const QByteArray& content)
{
    const auto size = static_cast<quint32>(content.size());
    QByteArray header(1, tag);
    if (size < 0x80)
        header.append(static_cast<char>(size));
    else
        header.append('\x84').append(number(size));
    return header + content;
}

QByteArray write(const QList<Entry>& entries, const QString& storePassword, quint32 version)
{
    QByteArray body = number(quint32(0xfeedfeed)) + number(version)
        + number(static_cast<quint32>(entries.size()));
    for (const Entry& entry : entries) {
        const bool hasKey = !entry.pkcs8.isEmpty();
        body += number(quint32(hasKey ? 1 : 2)) + modifiedUtf8(entry.alias)
            + number(static_cast<quint64>(entry.createdMs));
        if (hasKey)
            body += sized(sealKey(entry)) + number(static_cast<quint32>(entry.certificates.size()));
        for (const QByteArray& certificate : entry.certificates) {
            if (version == 2)
                body += modifiedUtf8(QString::fromUtf8(entry.certificateType));
            body += sized(certificate);
        }
    }
    return body + digest(body, storePassword);
}

QByteArray resign(QByteArray store, const QString& storePassword)
{
    store.chop(20);
    return store + digest(store, storePassword);
}

} // namespace jkswriter
