// SPDX-License-Identifier: Apache-2.0
#include "material.h"

#include <core/pki/certificatebuilder.h>

using namespace gatehouse;

namespace {

Material::Identity identity(
    const QString& name, bool isCa, const Material::Identity* issuer, int year)
{
    Material::Identity made;
    made.key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 }).value();
    pki::CertificateTemplate content;
    content.subject =
        pki::DistinguishedName::parse(QStringLiteral("CN=%1,O=Gatehouse Test,C=DE").arg(name))
            .value();
    content.publicKeyInfo = made.key.publicKeyInfo();
    content.notBefore = QDateTime(QDate(year, 1, 1), QTime(0, 0), Qt::UTC);
    content.notAfter = content.notBefore.addYears(issuer || isCa ? 30 : 1);
    content.isCa = isCa;
    made.certificate = pki::buildCertificate(
        content, issuer ? issuer->certificate : pki::Certificate(), issuer ? issuer->key : made.key)
                           .value();
    return made;
}

} // namespace

const Material& Material::get()
{
    static const Material material = [] {
        Material made;
        made.root = identity(QStringLiteral("Root"), true, nullptr, 2020);
        made.intermediate = identity(QStringLiteral("Intermediate"), true, &made.root, 2020);
        made.alice = identity(QStringLiteral("Alice"), false, &made.intermediate, 2020);
        made.bob = identity(QStringLiteral("Bob"), false, &made.intermediate, 2020);
        made.expired = identity(QStringLiteral("Expired"), false, nullptr, 2020);
        return made;
    }();
    return material;
}

QByteArray pkcs8(const pki::PrivateKey& key)
{
    return key.toPkcs8().utf8().toByteArray();
}

QList<QByteArray> toDer(const QList<pki::Certificate>& certificates)
{
    QList<QByteArray> ders;
    for (const pki::Certificate& certificate : certificates)
        ders.append(certificate.toDer());
    return ders;
}
