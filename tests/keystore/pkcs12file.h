// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "material.h"

#include <QByteArray>
#include <QString>

/// A writer of PKCS #12 files with the passwords that core/pki does not write.
namespace pkcs12file {

struct Passwords {
    QString mac; ///< null: no MAC
    QString certificates; ///< null: in clear
    QString key;
};

/// Alice's key and certificate under the name "alice", the key first, as Java writes them.
QByteArray write(const Passwords& passwords);

} // namespace pkcs12file
