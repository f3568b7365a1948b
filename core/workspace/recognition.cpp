// SPDX-License-Identifier: Apache-2.0
#include <core/keystore/keystore.h>
#include <core/pki/certificate.h>
#include <core/pki/certificaterequest.h>
#include <core/settings/settingsstore.h>
#include <core/workspace/recognition.h>

namespace gatehouse::workspace {

FileContent recognise(QByteArrayView bytes)
{
    if (pki::CertificateRequest::parse(bytes))
        return FileContent::Request;
    // A PEM bundle is a trust store, too; what somebody hands over without a word is to be looked
    // at, so it counts as certificates.
    if (pki::Certificate::parseAll(bytes))
        return FileContent::Certificate;
    if (keystore::detectType(bytes, {}))
        return FileContent::KeyStore;
    if (const auto imported = settings::importConnectors(bytes); imported && !imported->isEmpty())
        return FileContent::Connectors;
    return FileContent::Unknown;
}

} // namespace gatehouse::workspace
