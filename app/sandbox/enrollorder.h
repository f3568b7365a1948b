// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answer.h"
#include "bodyreader.h"
#include "catalogue.h"
#include <core/pki/generalname.h>
#include <core/pki/keytype.h>

namespace gatehouse::sandbox {

/// The public key and the name a request brings, its signature checked.
struct RequestedKey {
    QByteArray publicKeyInfo; ///< DER
    pki::KeyType type;
    QString commonName; ///< may be empty
};

/// `POST enroll`'s body, each member read and of its documented size.
struct EnrollBody {
    qint64 orgId = 0;
    qint64 profileId = 0;
    qint64 term = 0;
    QString csr;
    QString subjAltNames;
    QString comments;
    QString externalRequester;
    QList<NameValue> customFields;
};

/// What passed every check and may be ordered.
struct EnrollOrder {
    const Profile* profile = nullptr;
    qint64 orgId = 0;
    int term = 0; ///< days
    RequestedKey key;
    QString commonName;
    QStringList subjectAltNames; ///< the common name first
    QString comments;
    QString externalRequester;
    QList<NameValue> customFields;
};

ApiResult<EnrollBody> readEnrollBody(QByteArrayView body);
/// Organization, profile, term, request, names: SCM's refusals in that order. Names in the CSR's
/// extensions are not looked at, as at Sectigo.
ApiResult<EnrollOrder> checkEnrollment(const EnrollBody& body, const Catalogue& catalogue);
/// PEM or bare Base64 -> key, or one of -9, -10, -138, -11, -13, -141, -170.
ApiResult<RequestedKey> checkCsr(const QString& csr, const Profile& profile);
/// The common name and the listed names, without repetitions; -1010 for what is neither host name
/// nor address.
ApiResult<QStringList> checkNames(const QString& commonName, const QStringList& names);
/// The names as they go into a certificate; those that are none are left out.
QList<pki::GeneralName> toGeneralNames(const QStringList& names);

} // namespace gatehouse::sandbox
