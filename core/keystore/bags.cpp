// SPDX-License-Identifier: Apache-2.0
#include <core/keystore/bags.h>

#include <algorithm>

namespace gatehouse::keystore {

namespace {

using pki::Certificate;
using pki::Pkcs12Bag;

/// How well a certificate bag fits a key bag; 0 is not at all. The key itself is the best witness:
/// a certificate that only bears its id is still taken, so that the mismatch can be reported when
/// the key is used.
int fit(const Pkcs12Bag& key, const Pkcs12Bag& certificate)
{
    const bool sameId = !key.localKeyId.isEmpty() && key.localKeyId == certificate.localKeyId;
    const bool sameName = !key.friendlyName.isEmpty()
        && key.friendlyName.compare(certificate.friendlyName, Qt::CaseInsensitive) == 0;
    const int hints = (sameId ? 2 : 0) + (sameName ? 1 : 0);
    return key.key.hasPublicKey(certificate.certificate.publicKeyInfo()) ? 4 + hints : hints;
}

Certificate leafFor(const Pkcs12Bag& key, const QList<Pkcs12Bag>& certificates)
{
    const Pkcs12Bag* best = nullptr;
    int bestFit = 0;
    for (const Pkcs12Bag& bag : certificates) {
        const int thisFit = bag.trustedByJava ? 0 : fit(key, bag);
        if (thisFit > bestFit) {
            best = &bag;
            bestFit = thisFit;
        }
    }
    return best ? best->certificate : Certificate();
}

Entry keyEntry(
    const Pkcs12Bag& bag, const QList<Pkcs12Bag>& certificates, const QList<Certificate>& pool)
{
    Entry entry;
    entry.alias = bag.friendlyName;
    entry.hasKey = true;
    entry.created = bag.created;
    entry.key = bag.key;
    entry.protectedKey = bag.sealedKey;
    const Certificate leaf = leafFor(bag, certificates);
    if (!leaf.isNull())
        entry.chain = pki::buildChain(leaf, pool);
    return entry;
}

Entry trustEntry(const Pkcs12Bag& bag)
{
    Entry entry;
    entry.alias = bag.friendlyName;
    entry.created = bag.created;
    entry.chain = { bag.certificate };
    return entry;
}

} // namespace

BagEntries entriesOf(const QList<Pkcs12Bag>& bags)
{
    QList<Pkcs12Bag> certificates;
    QList<Certificate> pool;
    for (const Pkcs12Bag& bag : bags) {
        if (bag.certificate.isNull())
            continue;
        certificates.append(bag);
        pool.append(bag.certificate);
    }
    BagEntries result;
    QList<Certificate> serving;
    for (const Pkcs12Bag& bag : bags) {
        if (!bag.holdsKey())
            continue;
        result.entries.append(keyEntry(bag, certificates, pool));
        serving.append(result.entries.constLast().chain);
    }
    result.marksTrust = std::ranges::any_of(certificates, &Pkcs12Bag::trustedByJava);
    for (const Pkcs12Bag& bag : std::as_const(certificates)) {
        if (result.marksTrust ? bag.trustedByJava : !serving.contains(bag.certificate))
            result.entries.append(trustEntry(bag));
    }
    return result;
}

} // namespace gatehouse::keystore
