// SPDX-License-Identifier: Apache-2.0
#include <ui/certificates/filefilters.h>
#include <ui/words.h>

namespace gatehouse::ui {

QString certificateFilter(workspace::CertificateFormat format)
{
    using workspace::CertificateFormat;
    switch (format) {
    case CertificateFormat::Der:
        return Words::tr("DER certificate (*.der *.cer *.crt)");
    case CertificateFormat::Pkcs7:
        return Words::tr("PKCS #7 (*.p7b *.p7c)");
    case CertificateFormat::Pem:
        break;
    }
    return Words::tr("PEM with its chain (*.pem *.crt *.cer)");
}

QString pkcs12Filter()
{
    return Words::tr("PKCS #12 (*.p12 *.pfx)");
}

} // namespace gatehouse::ui
