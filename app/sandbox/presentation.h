// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answer.h"
#include "catalogue.h"
#include "store.h"
#include <core/pki/certificate.h>

namespace gatehouse::sandbox {

/// A time in one of SCM's formats: an enum name (ISO, ISO_HMS, EU, US, UK, JP, each also with _HMS,
/// any case) or a pattern; the SSL service's default, MM/dd/yyyy, where `format` is empty.
QString formatDate(const QDateTime& time, const QString& format);

/// One entry of the list: identifiers only.
Json listEntry(const CertificateRecord& record);

/// What details need besides the record itself.
struct DetailContext {
    const Profile* profile = nullptr; ///< may be null
    QString subject; ///< RFC 4514
    QString issuer; ///< RFC 4514
    QString dateFormat; ///< as the query says; may be empty
};

/// `GET ssl/v1/{sslId}`.
Json details(const CertificateRecord& record, const DetailContext& context);

} // namespace gatehouse::sandbox
