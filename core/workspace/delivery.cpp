// SPDX-License-Identifier: Apache-2.0
#include <core/pki/inbackground.h>
#include <core/workspace/delivery.h>
#include <core/workspace/files.h>
#include <core/workspace/words.h>

#include <QCoro/QCoroFuture>

#include <array>

namespace gatehouse::workspace {

namespace {

constexpr std::array formats { CertificateFormat::Pem, CertificateFormat::Der,
    CertificateFormat::Pkcs7 };

Error noCertificate()
{
    return Error::of(ErrorKind::NotFound,
        Words::tr("The certificate itself is not available, only its record."));
}

} // namespace

QString certificateFormatName(CertificateFormat format)
{
    switch (format) {
    case CertificateFormat::Pem:
        break;
    case CertificateFormat::Der:
        return QStringLiteral("der");
    case CertificateFormat::Pkcs7:
        return QStringLiteral("p7b");
    }
    return QStringLiteral("pem");
}

Result<CertificateFormat> parseCertificateFormat(QStringView text)
{
    for (const CertificateFormat format : formats) {
        if (text.compare(certificateFormatName(format), Qt::CaseInsensitive) == 0)
            return format;
    }
    return failure(ErrorKind::Usage,
        Words::tr("“%1” is not a certificate format. Use pem, der or p7b.").arg(text));
}

Result<QByteArray> certificateBytes(const QList<pki::Certificate>& chain, CertificateFormat format)
{
    if (chain.isEmpty())
        return failure(noCertificate());
    switch (format) {
    case CertificateFormat::Pem:
        break;
    case CertificateFormat::Der:
        return chain.first().toDer();
    case CertificateFormat::Pkcs7:
        return pki::toPkcs7Pem(chain);
    }
    return pki::toPem(chain);
}

Task<Result<QByteArray>> pkcs12Of(std::shared_ptr<connector::Connector> connector,
    enrollment::Outcome outcome, Secret password, pki::Pkcs12Form form)
{
    if (outcome.chain.isEmpty())
        co_return failure(noCertificate());
    const orders::OrderId id = outcome.order.id;
    const auto key = co_await connector->engine()->privateKey(id);
    if (!key)
        co_return failure(key.error());
    const QList<pki::Certificate> chain = outcome.chain;
    const QString name = chain.first().subject().commonName().value_or(id);
    const QFuture<Result<QByteArray>> writing =
        pki::inBackground([privateKey = *key, chain, name, password, form] {
            return pki::writePkcs12(privateKey, chain.first(), chain.mid(1), name, password, form);
        });
    co_return co_await writing;
}

Task<Result<void>> deliverPkcs12(std::shared_ptr<connector::Connector> connector,
    enrollment::Outcome outcome, QString path, Secret password, pki::Pkcs12Form form)
{
    const auto bytes = co_await pkcs12Of(connector, outcome, password, form);
    if (!bytes)
        co_return failure(bytes.error());
    const auto written = writeFile(path, *bytes, FilePrivacy::Private);
    if (!written)
        co_return written;
    const orders::OrderId id = outcome.order.id;
    co_return co_await connector->engine()->markDelivered(id);
}

} // namespace gatehouse::workspace
