// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/serialnumber.h>

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>
#include <utility>
#include <variant>

// The value types of SCM's REST API, release 25.5. Unset values arrive as missing, null, "" or 0:
// all become the default here.
namespace gatehouse::scm {

using SslId = qint64; ///< identifies an SSL certificate, >= 1
using OrgId = int; ///< organization or department, one id space

/// A certificate profile (GET /ssl/v1/types); key types and terms in the order of SCM's document.
struct CertificateType {
    int id = 0;
    QString name;
    QString description;
    /// Algorithm -> parameters, as SCM spells them; nullopt when the member is absent.
    std::optional<QList<std::pair<QString, QStringList>>> keyTypes;
    std::optional<QList<int>> terms; ///< days
    bool useSecondaryOrgName = false;
    bool operator==(const CertificateType&) const = default;
};

struct CustomFieldDefinition {
    int id = 0;
    QString name;
    bool mandatory = false;
    bool operator==(const CustomFieldDefinition&) const = default;
};

struct CustomField {
    QString name; ///< 1..256 characters
    QString value; ///< at most 256 characters
    bool operator==(const CustomField&) const = default;
};

struct Organization {
    OrgId id = 0;
    QString name;
    QString parentName; ///< of a department
    QList<Organization> departments;
    // Only in details:
    QStringList certTypes; ///< "SSL", "SMIME", ...
    std::optional<bool> sslCertsApiEnabled;
    bool operator==(const Organization&) const = default;
};

/// A certificate's life cycle. Spelling in SCM varies in case and blanks ("SAApproved", "SA
/// Approved").
enum class Status {
    Unknown,
    Init,
    Requested,
    SaApproved,
    Approved,
    Applied,
    Issued,
    Declined,
    Rejected,
    Invalid,
    Replaced,
    Revoked,
    Expired,
    Unmanaged
};
Status parseStatus(QStringView text); ///< Unknown for what we do not know, never an error
QString statusName(Status status); ///< SCM's word
bool isFinalFailure(Status status); ///< Declined, Rejected, Invalid, Revoked: waiting is over

/// Filters of the list call; unset ones are not sent. All are combined with AND.
struct ListFilter {
    QString commonName;
    QString subjectAlternativeName;
    pki::SerialNumber serialNumber;
    QString sha1Hash;
    std::optional<OrgId> orgId;
    std::optional<Status> status;
    bool operator==(const ListFilter&) const = default;
};

struct ListItem {
    SslId id = 0;
    QString commonName;
    QStringList subjectAlternativeNames;
    pki::SerialNumber serialNumber; ///< empty before issuance
    bool operator==(const ListItem&) const = default;
};

struct ListPage {
    QList<ListItem> items;
    std::optional<qint64> totalCount; ///< X-Total-Count
};

struct CertificateDetails {
    SslId id = 0;
    QString commonName;
    OrgId orgId = 0;
    Status status = Status::Unknown;
    QString statusText; ///< as sent
    QString orderNumber;
    QString backendCertId;
    QString vendor;
    CertificateType certType;
    int term = 0; ///< days
    QString requester;
    QString externalRequester;
    QString comments;
    QDateTime requested, approved, issued, declined, expires, replaced,
        revoked; ///< UTC; invalid when unset
    std::optional<int> revocationReason;
    pki::SerialNumber serialNumber;
    QString keyType; ///< "RSA - 2048"
    QStringList subjectAlternativeNames;
    QList<CustomField> customFields;
    QString issuer; ///< DN text of certificateDetails
    QString subject;
    QString sha1Hash;
    bool operator==(const CertificateDetails&) const = default;
};

struct EnrollRequest {
    OrgId orgId = 0;
    int certType = 0;
    int term = 0; ///< days
    QString csr; ///< PEM
    QStringList subjectAltNames; ///< sent as one comma-separated text
    QString comments; ///< at most 1024 characters
    QString externalRequester; ///< at most 512 characters
    QList<CustomField> customFields;
    bool operator==(const EnrollRequest&) const = default;
};

struct EnrollAnswer {
    SslId sslId = 0;
    QString renewId;
    bool operator==(const EnrollAnswer&) const = default;
};

/// Collect formats (SCM API, GET /ssl/v1/collect).
enum class CollectFormat { X509, X509R, X509CO, X509IO, X509IOR, Base64, Bin, Pem, PemCo, PemIa };
QString collectFormatName(CollectFormat format);

/// "Not ready" is a normal state of a collect, not a failure.
struct NotReady {
    std::optional<int> caCode; ///< 0, -103, -109, -130, -183, -1400, or none for an empty body
    QString description; ///< the CA's words
    bool operator==(const NotReady&) const = default;
};
using Collected = std::variant<NotReady, QByteArray>;

/// RFC 5280 reason codes that SCM accepts.
enum class RevocationReason {
    Unspecified = 0,
    KeyCompromise = 1,
    AffiliationChanged = 3,
    Superseded = 4,
    CessationOfOperation = 5
};

struct ReplaceRequest {
    QString csr;
    QString reason; ///< 1..512 characters
    QString commonName;
    QStringList subjectAlternativeNames; ///< sent as an array, unlike enroll
    bool operator==(const ReplaceRequest&) const = default;
};

} // namespace gatehouse::scm
