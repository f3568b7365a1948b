// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/keystore/keystore.h>

namespace gatehouse::keystore {

/// Reads Sun's JKS, versions 1 and 2 (the format of OpenJDK's sun.security.provider.JavaKeyStore).
/// The structure is read and the digest over the whole file checked before any certificate is
/// decoded; keys stay sealed.
Result<QList<Entry>> readJks(
    QByteArrayView bytes, const QString& name, const Secret& storePassword);

} // namespace gatehouse::keystore
