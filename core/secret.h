// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <memory>
#include <vector>

namespace gatehouse {

/// A password, token or key that wipes its memory when the last copy goes. It cannot be printed,
/// compared other than in constant time, or turned into a string by accident: whoever needs the
/// bytes says so with `utf8()`. Copies share one buffer.
class Secret {
public:
    Secret() = default;

    /// Takes UTF-8 bytes; the caller's array is overwritten if it was not shared.
    static Secret fromUtf8(QByteArray&& bytes);
    static Secret fromUtf8(QByteArrayView bytes);
    static Secret fromString(const QString& text);
    /// `byteCount` bytes from the operating system's random source, as unpadded base64url text.
    static Secret random(int byteCount);

    bool isEmpty() const;
    qsizetype size() const;
    /// The bytes; valid while a copy of this secret lives. Do not keep what is made from it.
    QByteArrayView utf8() const;
    /// UTF-16 big-endian without a terminator, as Java's key stores hash it, in a wiped buffer.
    Secret utf16BigEndian() const;

    /// Constant time in the content (not in the length).
    bool operator==(const Secret& other) const;

private:
    struct Buffer;
    explicit Secret(std::shared_ptr<const Buffer> buffer);
    std::shared_ptr<const Buffer> m_buffer;
};

/// Overwrites the array's bytes if nobody shares them, then empties it.
void wipe(QByteArray& bytes);
/// The same for text.
void wipe(QString& text);

} // namespace gatehouse
