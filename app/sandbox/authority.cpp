// SPDX-License-Identifier: Apache-2.0
#include "authority.h"

#include "files.h"

#include <QDir>
#include <QFile>

namespace gatehouse::sandbox {

namespace {

const auto oidCountry = QStringLiteral("2.5.4.6");
const auto oidOrganization = QStringLiteral("2.5.4.10");
const auto oidCommonName = QStringLiteral("2.5.4.3");

pki::DistinguishedName nameOf(
    const QString& country, const QString& organization, const QString& commonName)
{
    return pki::DistinguishedName({ { { oidCountry, country } },
        { { oidOrganization, organization } }, { { oidCommonName, commonName } } });
}

pki::DistinguishedName caName(const QString& commonName)
{
    return nameOf(QStringLiteral("DE"), QStringLiteral("Gatehouse Sandbox CA"), commonName);
}

struct KeyAndCertificate {
    pki::PrivateKey key;
    pki::Certificate certificate;
};

/// What stands in `folder` under `name`, or nothing when either half is missing.
Result<std::optional<KeyAndCertificate>> readPair(const QString& folder, const QString& name)
{
    const QDir dir(folder);
    const QString keyPath = dir.filePath(name + QStringLiteral(".key"));
    const QString certificatePath = dir.filePath(name + QStringLiteral(".pem"));
    if (!QFile::exists(keyPath) || !QFile::exists(certificatePath))
        return std::nullopt;
    Result<QByteArray> keyBytes = readFile(keyPath);
    if (!keyBytes)
        return failure(keyBytes.error());
    Result<pki::PrivateKey> key = pki::PrivateKey::fromPkcs8(*keyBytes);
    wipe(*keyBytes);
    if (!key)
        return failure(key.error());
    const Result<QByteArray> certificateBytes = readFile(certificatePath);
    if (!certificateBytes)
        return failure(certificateBytes.error());
    Result<pki::Certificate> certificate = pki::Certificate::parse(*certificateBytes);
    if (!certificate)
        return failure(certificate.error());
    return KeyAndCertificate { *std::move(key), *std::move(certificate) };
}

Result<void> writePair(const QString& folder, const QString& name, const KeyAndCertificate& pair)
{
    const QDir dir(folder);
    const Secret key = pair.key.toPkcs8();
    const QByteArray view =
        QByteArray::fromRawData(key.utf8().data(), static_cast<qsizetype>(key.size()));
    return writeFile(dir.filePath(name + QStringLiteral(".key")), view, privateFile).and_then([&] {
        return writeFile(
            dir.filePath(name + QStringLiteral(".pem")), pair.certificate.toPem(), publicFile);
    });
}

/// The pair in the folder, or a new one that is then kept there.
Result<KeyAndCertificate> readOrMake(const QString& folder, const QString& name, int bits,
    pki::CertificateTemplate content, const KeyAndCertificate* issuer)
{
    Result<std::optional<KeyAndCertificate>> found = readPair(folder, name);
    if (!found)
        return failure(found.error());
    if (*found)
        return **std::move(found);
    const Result<pki::PrivateKey> key =
        pki::PrivateKey::generate({ .algorithm = pki::KeyAlgorithm::Rsa, .bits = bits });
    if (!key)
        return failure(key.error());
    content.publicKeyInfo = key->publicKeyInfo();
    const Result<pki::Certificate> certificate = issuer == nullptr
        ? pki::buildCertificate(content, pki::Certificate(), *key)
        : pki::buildCertificate(content, issuer->certificate, issuer->key);
    if (!certificate)
        return failure(certificate.error());
    const KeyAndCertificate pair { *key, *certificate };
    if (const Result<void> written = writePair(folder, name, pair); !written)
        return failure(written.error());
    return pair;
}

pki::CertificateTemplate caTemplate(
    const QString& commonName, const QDateTime& now, int years, int pathLength)
{
    pki::CertificateTemplate content;
    content.subject = caName(commonName);
    content.notBefore = Authority::validFrom(now);
    content.notAfter = content.notBefore.addYears(years);
    content.isCa = true;
    content.pathLength = pathLength;
    return content;
}

} // namespace

QDateTime Authority::validFrom(const QDateTime& issued)
{
    return QDateTime(issued.toUTC().date(), QTime(0, 0), Qt::UTC);
}

QDateTime Authority::validTo(const QDateTime& issued, int term)
{
    return QDateTime(issued.toUTC().date().addDays(term), QTime(23, 59, 59), Qt::UTC);
}

Result<Authority> Authority::openOrCreate(const QString& folder, const QDateTime& now)
{
    if (const Result<void> made = makePrivateFolder(folder); !made)
        return failure(made.error());
    const Result<KeyAndCertificate> root = readOrMake(folder, QStringLiteral("root"), 3072,
        caTemplate(QStringLiteral("Gatehouse Sandbox Root"), now, 20, -1), nullptr);
    if (!root)
        return failure(root.error());
    const Result<KeyAndCertificate> issuing = readOrMake(folder, QStringLiteral("issuing"), 2048,
        caTemplate(QStringLiteral("Gatehouse Sandbox Issuing CA 1"), now, 15, 0), &*root);
    if (!issuing)
        return failure(issuing.error());

    pki::CertificateTemplate content;
    content.subject = caName(QStringLiteral("Sandbox Certificate Administrator"));
    content.notBefore = validFrom(now);
    content.notAfter = content.notBefore.addYears(10);
    content.extendedKeyUsages = { QStringLiteral("clientAuth") };
    const Result<KeyAndCertificate> administrator =
        readOrMake(folder, QStringLiteral("administrator"), 2048, content, &*issuing);
    if (!administrator)
        return failure(administrator.error());

    Authority authority;
    authority.m_root = root->certificate;
    authority.m_issuing = issuing->certificate;
    authority.m_issuingKey = issuing->key;
    authority.m_administrator = { .key = administrator->key,
        .chain = { administrator->certificate, issuing->certificate, root->certificate } };
    return authority;
}

pki::DistinguishedName Authority::subjectOf(const IssueOrder& order)
{
    return nameOf(order.country, order.organization, order.commonName);
}

Result<pki::Certificate> Authority::issue(const IssueOrder& order) const
{
    pki::CertificateTemplate content;
    content.subject = subjectOf(order);
    content.publicKeyInfo = order.publicKeyInfo;
    content.serialNumber = order.serialNumber;
    content.notBefore = validFrom(order.issued);
    content.notAfter = validTo(order.issued, order.term);
    content.subjectAltNames = order.subjectAltNames;
    content.extendedKeyUsages = { QStringLiteral("serverAuth"), QStringLiteral("clientAuth") };
    return pki::buildCertificate(content, m_issuing, m_issuingKey);
}

Result<Identity> Authority::serverIdentity(const QDateTime& now) const
{
    Result<pki::PrivateKey> key =
        pki::PrivateKey::generate({ .algorithm = pki::KeyAlgorithm::Ec, .bits = 256 });
    if (!key)
        return failure(key.error());
    pki::CertificateTemplate content;
    content.subject = caName(QStringLiteral("localhost"));
    content.publicKeyInfo = key->publicKeyInfo();
    content.notBefore = validFrom(now);
    content.notAfter = validTo(now, 397);
    using Type = pki::GeneralName::Type;
    content.subjectAltNames = { { Type::DnsName, QStringLiteral("localhost") },
        { Type::IpAddress, QStringLiteral("127.0.0.1") },
        { Type::IpAddress, QStringLiteral("::1") } };
    content.extendedKeyUsages = { QStringLiteral("serverAuth") };
    Result<pki::Certificate> certificate = pki::buildCertificate(content, m_issuing, m_issuingKey);
    if (!certificate)
        return failure(certificate.error());
    return Identity { .key = *std::move(key), .chain = { *std::move(certificate), m_issuing } };
}

} // namespace gatehouse::sandbox
