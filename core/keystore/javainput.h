// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>
#include <QString>

namespace gatehouse::keystore {

/// Java's DataInput over untrusted bytes. After the first damage everything reads as zero or empty,
/// so that a caller asks once per entry. A length is compared with what is left before anything is
/// done with it.
class JavaInput {
public:
    explicit JavaInput(QByteArrayView bytes)
        : m_bytes(bytes)
    {
    }

    enum class Damage { None, Truncated, Altered };
    Damage damage() const { return m_damage; }
    bool isFine() const { return m_damage == Damage::None; }
    QString detail() const { return m_detail; } ///< what was wrong, and at which byte
    qsizetype position() const { return m_position; }
    qsizetype left() const { return m_bytes.size() - m_position; }

    quint32 u32();
    qint64 i64();
    /// A count of things or bytes; negative is Altered.
    quint32 count();
    QByteArrayView take(qsizetype size);
    /// A DER structure after its four-byte length. A length that runs past the end is Truncated
    /// when the structure itself says the same length, else Altered.
    QByteArrayView takeDer();
    /// Java's "modified UTF-8" (java.io.DataInput.readUTF): NUL as C0 80, surrogates one by one.
    QString text();

    void fail(Damage damage, const char* what); ///< the first one counts

private:
    template <class T> T number();

    QByteArrayView m_bytes;
    qsizetype m_position = 0;
    Damage m_damage = Damage::None;
    QString m_detail;
};

} // namespace gatehouse::keystore
