// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/keystore/keystore.h>
#include <core/pki/pkcs12.h>

namespace gatehouse::keystore {

/// Makes entries of a PKCS #12's bags the way Java's PKCS12 key store does: keys are paired with
/// certificates by local key id, by name, and (which Java does not) by the key itself; chains are
/// built from all certificates. A certificate with Java's trust attribute is an entry; where none
/// has it, each certificate that serves no key is one.
struct BagEntries {
    QList<Entry> entries; ///< keys first, then trusted certificates
    bool marksTrust = false; ///< some certificate carries Java's attribute
};
BagEntries entriesOf(const QList<pki::Pkcs12Bag>& bags);

} // namespace gatehouse::keystore
