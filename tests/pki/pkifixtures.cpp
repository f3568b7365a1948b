// SPDX-License-Identifier: Apache-2.0
#include "pkifixtures.h"

namespace gatehouse::pki::tests {

namespace {

SmallPki makeSmallPki()
{
    SmallPki pki { .rootKey = newKey(), .issuingKey = newKey(), .leafKey = newKey() };
    CertificateTemplate root = templateFor(pki.rootKey, u"CN=Test Root,O=Gatehouse,C=CH");
    root.isCa = true;
    pki.root = buildCertificate(root, {}, pki.rootKey).value();
    CertificateTemplate issuing =
        templateFor(pki.issuingKey, u"CN=Test Issuing CA,O=Gatehouse,C=CH");
    issuing.isCa = true;
    issuing.pathLength = 0;
    pki.issuing = buildCertificate(issuing, pki.root, pki.rootKey).value();
    CertificateTemplate leaf = templateFor(pki.leafKey, u"CN=www.example.com,O=Example,C=CH");
    leaf.subjectAltNames = { GeneralName::parse(u"www.example.com").value(),
        GeneralName::parse(u"192.0.2.1").value() };
    leaf.extendedKeyUsages = { QStringLiteral("serverAuth"), QStringLiteral("clientAuth") };
    pki.leaf = buildCertificate(leaf, pki.issuing, pki.issuingKey).value();
    return pki;
}

} // namespace

const SmallPki& smallPki()
{
    static const SmallPki pki = makeSmallPki();
    return pki;
}

CertificateTemplate templateFor(const PrivateKey& key, QStringView subject)
{
    CertificateTemplate content;
    content.subject = DistinguishedName::parse(subject).value();
    content.publicKeyInfo = key.publicKeyInfo();
    content.notBefore = QDateTime::currentDateTimeUtc().addDays(-1);
    content.notAfter = content.notBefore.addDays(365);
    return content;
}

Certificate selfSigned(const PrivateKey& key, QStringView subject)
{
    return buildCertificate(templateFor(key, subject), {}, key).value();
}

PrivateKey newKey()
{
    return PrivateKey::generate({ KeyAlgorithm::Ec, 256 }).value();
}

Secret password(const char* utf8)
{
    return Secret::fromUtf8(QByteArrayView(utf8));
}

} // namespace gatehouse::pki::tests
