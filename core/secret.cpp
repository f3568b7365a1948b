// SPDX-License-Identifier: Apache-2.0
#include <core/secret.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstdlib>

namespace gatehouse {

struct Secret::Buffer {
    explicit Buffer(std::size_t size)
        : bytes(size)
    {
    }
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    ~Buffer() { OPENSSL_cleanse(bytes.data(), bytes.size()); }

    std::vector<char> bytes;
};

Secret::Secret(std::shared_ptr<const Buffer> buffer)
    : m_buffer(std::move(buffer))
{
}

Secret Secret::fromUtf8(QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return {};
    auto buffer = std::make_shared<Buffer>(static_cast<std::size_t>(bytes.size()));
    std::ranges::copy(bytes, buffer->bytes.begin());
    return Secret(std::move(buffer));
}

Secret Secret::fromUtf8(QByteArray&& bytes)
{
    Secret secret = fromUtf8(QByteArrayView(bytes));
    wipe(bytes);
    return secret;
}

Secret Secret::fromString(const QString& text)
{
    return fromUtf8(text.toUtf8());
}

Secret Secret::random(int byteCount)
{
    QByteArray raw(byteCount, Qt::Uninitialized);
    // Without a random source no key may be made: there is nothing safe to go on with.
    if (RAND_bytes(reinterpret_cast<unsigned char*>(raw.data()), byteCount) != 1)
        std::abort();
    QByteArray text = raw.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    wipe(raw);
    return fromUtf8(std::move(text));
}

bool Secret::isEmpty() const
{
    return size() == 0;
}

qsizetype Secret::size() const
{
    return m_buffer ? static_cast<qsizetype>(m_buffer->bytes.size()) : 0;
}

QByteArrayView Secret::utf8() const
{
    return m_buffer ? QByteArrayView(m_buffer->bytes.data(), size()) : QByteArrayView("", 0);
}

Secret Secret::utf16BigEndian() const
{
    QString text = QString::fromUtf8(utf8());
    auto buffer = std::make_shared<Buffer>(static_cast<std::size_t>(text.size()) * 2);
    auto out = buffer->bytes.begin();
    for (const QChar unit : std::as_const(text)) {
        *out++ = static_cast<char>(unit.unicode() >> 8);
        *out++ = static_cast<char>(unit.unicode() & 0xff);
    }
    wipe(text);
    return Secret(std::move(buffer));
}

bool Secret::operator==(const Secret& other) const
{
    return size() == other.size()
        && CRYPTO_memcmp(utf8().data(), other.utf8().data(), static_cast<std::size_t>(size())) == 0;
}

void wipe(QByteArray& bytes)
{
    if (bytes.isDetached())
        OPENSSL_cleanse(bytes.data(), static_cast<std::size_t>(bytes.size()));
    bytes.clear();
}

void wipe(QString& text)
{
    if (text.isDetached())
        OPENSSL_cleanse(text.data(), static_cast<std::size_t>(text.size()) * sizeof(QChar));
    text.clear();
}

} // namespace gatehouse
