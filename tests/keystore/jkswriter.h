// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

/// A writer of JKS files, independent of the reader under test: it also makes the files keytool
/// refuses to write.
namespace jkswriter {

struct Entry {
    QString alias;
    QList<QByteArray> certificates; ///< DER
    QByteArray pkcs8 = {}; ///< the private key; empty makes a trusted-certificate entry
    QString keyPassword = {};
    qint64 createdMs = 1700000000000;
    QByteArray protectorOid = QByteArray::fromHex("060a2b060104012a02110101"); ///< DER
    QByteArray certificateType = "X.509";
};

QByteArray write(const QList<Entry>& entries, const QString& storePassword, quint32 version = 2);
/// Replaces the digest at the end by the right one, after a test has changed the bytes before it.
QByteArray resign(QByteArray store, const QString& storePassword);

/// One DER element.
QByteArray der(char tag, const QByteArray& content);

} // namespace jkswriter
