// SPDX-License-Identifier: Apache-2.0
#include <core/keystore/keystore.h>
#include <core/pki/certificatebuilder.h>
#include <tests/keystore/jkswriter.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTextStream>

#include <algorithm>
#include <vector>

using namespace gatehouse;

namespace {

constexpr int trustedCount = 1000;
constexpr int keyCount = 20;

pki::Certificate certificate(const pki::PrivateKey& key, int number)
{
    pki::CertificateTemplate content;
    content.subject = pki::DistinguishedName::parse(
        QStringLiteral("CN=Bench CA %1,OU=Trust Services,O=Gatehouse Bench,L=Berlin,C=DE")
            .arg(number))
                          .value();
    content.publicKeyInfo = key.publicKeyInfo();
    content.notBefore = QDateTime(QDate(2024, 1, 1), QTime(0, 0), Qt::UTC);
    content.notAfter = content.notBefore.addYears(10);
    content.isCa = true;
    return pki::buildCertificate(content, {}, key).value();
}

QByteArray pkcs8(const pki::PrivateKey& key)
{
    return key.toPkcs8().utf8().toByteArray();
}

/// 1,000 trusted certificates, all different, half RSA 2048 and half P-256, and 20 RSA keys.
bool makeStore(const QString& path, const QString& password)
{
    const auto rsa = pki::PrivateKey::generate({ pki::KeyAlgorithm::Rsa, 2048 }).value();
    const auto ec = pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 }).value();
    QList<jkswriter::Entry> entries;
    for (int i = 0; i < trustedCount; ++i) {
        const pki::Certificate made = certificate(i % 2 == 0 ? rsa : ec, i);
        entries.append({ QStringLiteral("ca%1").arg(i), { made.toDer() } });
    }
    for (int i = 0; i < keyCount; ++i) {
        const auto key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Rsa, 2048 }).value();
        entries.append({ QStringLiteral("key%1").arg(i),
            { certificate(key, trustedCount + i).toDer() }, pkcs8(key), password });
    }
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(jkswriter::write(entries, password)) > 0;
}

/// Opens the store, decodes every subject and opens every key; the number of entries, or -1.
qsizetype readEverything(const QString& path, const Secret& password)
{
    const auto store = keystore::openFile(path, { {}, keystore::StoreType::Jks, password });
    if (!store)
        return -1;
    qsizetype read = 0;
    for (const keystore::Entry& entry : store->entries) {
        bool fine = !entry.chain.isEmpty();
        for (const pki::Certificate& found : entry.chain)
            fine = fine && !found.subject().isEmpty();
        if (entry.hasKey)
            fine = fine && keystore::credential(*store, entry.alias, {}, password).has_value();
        read += fine ? 1 : 0;
    }
    return read;
}

/// The median in microseconds; -1 when an entry could not be read.
qint64 measure(const QString& path, const Secret& password, int warmUps, int rounds)
{
    std::vector<qint64> times;
    for (int i = 0; i < warmUps + rounds; ++i) {
        QElapsedTimer timer;
        timer.start();
        if (readEverything(path, password) != trustedCount + keyCount)
            return -1;
        if (i >= warmUps)
            times.push_back(timer.nsecsElapsed() / 1000);
    }
    std::ranges::sort(times);
    return times.at(times.size() / 2);
}

} // namespace

/// make FILE PASSWORD | list FILE PASSWORD | measure FILE PASSWORD
int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    QTextStream out(stdout);
    if (arguments.size() != 4)
        return 2;
    const QString command = arguments.at(1);
    const QString path = arguments.at(2);
    const QString password = arguments.at(3);
    if (command == u"make")
        return makeStore(path, password) ? 0 : 1;
    if (command == u"list") {
        const auto store = keystore::openFile(path, { {}, {}, Secret::fromString(password) });
        for (const keystore::Entry& entry : store ? store->entries : QList<keystore::Entry>())
            out << entry.alias << ' ' << entry.created.toString(Qt::ISODate) << ' '
                << entry.chain.constFirst().sha256Fingerprint().toHex(':') << '\n';
        return store ? 0 : 1;
    }
    const qint64 median = measure(path, Secret::fromString(password), 20, 101);
    out << median << '\n';
    return median > 0 ? 0 : 1;
}
