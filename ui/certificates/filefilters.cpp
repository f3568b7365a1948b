// SPDX-License-Identifier: Apache-2.0
#include <ui/certificates/filefilters.h>

#include <QCoreApplication>

namespace gatehouse::ui {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::FileFilters)
};

} // namespace

QString certificateFilter(workspace::CertificateFormat format)
{
    using workspace::CertificateFormat;
    switch (format) {
    case CertificateFormat::Der:
        return Text::tr("DER certificate (*.der *.cer *.crt)");
    case CertificateFormat::Pkcs7:
        return Text::tr("PKCS #7 (*.p7b *.p7c)");
    case CertificateFormat::Pem:
        break;
    }
    return Text::tr("PEM with its chain (*.pem *.crt *.cer)");
}

QString pkcs12Filter()
{
    return Text::tr("PKCS #12 (*.p12 *.pfx)");
}

} // namespace gatehouse::ui
