// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bodyreader.h"
#include <core/pki/generalname.h>
#include <core/pki/serialnumber.h>
#include <core/result.h>

#include <QDateTime>
#include <QVariantList>

#include <memory>

namespace gatehouse::sandbox {

/// SCM's states of an SSL certificate (SCM API, status values).
enum class Status {
    Requested,
    Approved,
    Applied,
    Issued,
    Declined,
    Rejected,
    Invalid,
    Revoked,
    Expired
};

/// SCM's word.
QString statusName(Status status);
/// Case and blanks do not matter.
std::optional<Status> statusFromName(QStringView name);

/// Everything SCM knows about one certificate. Times are invalid where the thing has not happened.
struct CertificateRecord {
    qint64 id = 0; ///< sslId
    QString renewId; ///< 20 alphanumeric characters
    qint64 orgId = 0;
    qint64 profileId = 0;
    int term = 0; ///< days
    Status status = Status::Requested;
    QDateTime nextAt; ///< when the state changes by itself
    std::chrono::milliseconds issueAfter =
        std::chrono::milliseconds(0); ///< what the order has to wait for in all

    QString commonName;
    QStringList subjectAltNames; ///< host names and addresses, the common name among them
    QByteArray publicKeyInfo; ///< DER
    QString keyAlgorithm; ///< "RSA", "EC"
    QString keyParameter; ///< "2048", "P-256"
    pki::SerialNumber serialNumber; ///< empty before issuance
    /// DER; empty before issuance and for a certificate whose signing is put off until somebody
    /// asks for it.
    QByteArray certificate;

    QString requester;
    QString requestedVia;
    QString externalRequester;
    QString comments;
    QString owner;
    QList<NameValue> customFields;
    QDateTime requested;
    QDateTime approved;
    QDateTime issued;
    QDateTime declined;
    QDateTime replaced;
    QDateTime revoked;
    QDateTime renewed;
    std::optional<int> reasonCode;
    QString autoRenewState;
    std::optional<int> autoRenewDays;
    bool suspendNotifications = false;

    bool operator==(const CertificateRecord&) const = default;
    bool isCollectable() const { return status == Status::Issued || status == Status::Expired; }
};

/// Conditions of a list, all of which must hold, and the values of their placeholders.
struct ListQuery {
    QStringList conditions;
    QVariantList values;
    qint64 size = 200; ///< 0..200
    qint64 position = 0; ///< of the first entry, from 0
};

/// The sandbox's memory: one SQLite file, WAL. Lookups by id, common name, alternative name, serial
/// number and fingerprint use an index, so that their cost does not grow with the number of
/// certificates.
class Store {
public:
    /// Opens or makes the file. Database error naming it.
    static Result<std::unique_ptr<Store>> open(const QString& path);
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    ~Store();

    /// Stores a new certificate and gives it its id.
    Result<void> insert(CertificateRecord& record);
    Result<void> update(const CertificateRecord& record);
    Result<void> remove(const CertificateRecord& record);
    Result<std::optional<CertificateRecord>> byId(qint64 id) const;
    Result<std::optional<CertificateRecord>> byRenewId(const QString& renewId) const;
    Result<std::optional<CertificateRecord>> bySerialNumber(const pki::SerialNumber& serial) const;
    /// Certificates whose state changes by itself up to `now`, the earliest first; at most 100.
    Result<QList<CertificateRecord>> due(const QDateTime& now) const;
    /// In the order of their ids.
    Result<QList<CertificateRecord>> list(const ListQuery& query) const;
    Result<qint64> count(const ListQuery& query) const;

    /// A small value kept under a name; empty where there is none.
    Result<QString> value(const QString& name) const;
    Result<void> setValue(const QString& name, const QString& value);

    /// Several changes as one.
    Result<void> begin();
    Result<void> commit();
    void rollback();

private:
    class Private;
    explicit Store(std::unique_ptr<Private> data);
    std::unique_ptr<Private> m_data;
};

} // namespace gatehouse::sandbox
