// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/pkcs12.h>

#include <QList>

namespace gatehouse::pki {

/// What will open a PKCS #12 file. People know their server, not its algorithms.
enum class Pkcs12Target {
    Modern, ///< anything of the last years: OpenSSL, Java 11 and newer, Windows Server 2019 and
            ///< newer
    WindowsServer2016, ///< and older
    MacOs, ///< Keychain Access: it does not open files with a SHA-256 MAC on many releases
    Java8
};

/// In the order in which a person is asked; the first is what is taken unasked.
QList<Pkcs12Target> pkcs12Targets();
Pkcs12Form formFor(Pkcs12Target target);

} // namespace gatehouse::pki
