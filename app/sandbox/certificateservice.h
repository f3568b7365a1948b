// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "authority.h"
#include "catalogue.h"
#include "enrollorder.h"
#include "store.h"
#include <core/clock.h>

#include <chrono>

namespace gatehouse::sandbox {

/// How the sandbox refuses to hand out a certificate that is not there yet.
enum class NotReady { CodeZero, CodeBeingProcessed, CodeNotCollectable, EmptyAnswer };

/// What may be changed while the sandbox runs.
struct Behaviour {
    std::chrono::milliseconds issueAfter = std::chrono::seconds(3);
    NotReady notReady = NotReady::CodeZero;
    std::optional<QString> mandatoryCustomField;
    std::chrono::seconds tokenLifetime = std::chrono::seconds(300);
};

/// What the customer's certificates go through. States change by the clock: each call first makes
/// every change that was due, so that no timer runs and a restart loses nothing.
class CertificateService {
public:
    CertificateService(Store& store, const Authority& authority, const Catalogue& catalogue,
        const Behaviour& behaviour, Clock& clock);

    /// Makes every change of state that is due.
    ApiResult<void> advance();

    /// The certificate; code -124 with `missingStatus` where there is none.
    ApiResult<CertificateRecord> find(qint64 id, int missingStatus = 400) const;
    ApiResult<CertificateRecord> findBySerialNumber(const QString& serial) const;

    ApiResult<CertificateRecord> enroll(const EnrollOrder& order, const QString& requester);
    /// A new certificate with the old one's names; with its key where `csr` is empty. Code -105
    /// unless issued.
    ApiResult<CertificateRecord> renew(
        CertificateRecord old, const std::optional<QString>& csr, const QString& requester);
    ApiResult<CertificateRecord> renewByToken(
        const QString& renewId, const std::optional<QString>& csr, const QString& requester);
    /// The same id gets a certificate for another key or other names.
    ApiResult<void> replace(CertificateRecord record, const QString& csr,
        const std::optional<QStringList>& subjectAltNames);
    ApiResult<void> approve(CertificateRecord record, const QString& owner);
    ApiResult<void> decline(CertificateRecord record, const QString& owner);
    ApiResult<void> revoke(CertificateRecord record, int reasonCode);
    /// Only imported certificates can be removed.
    ApiResult<void> remove(const CertificateRecord& record);
    /// Code -135 for a field nobody defined, -62 where a mandatory one is missing.
    ApiResult<void> checkCustomFields(const QList<NameValue>& fields) const;
    ApiResult<void> save(const CertificateRecord& record);

    /// Sets a state from outside, with everything that belongs to it: a certificate for Issued, the
    /// time for each.
    ApiResult<void> force(CertificateRecord record, Status status);
    /// The record with its certificate signed, where signing was put off.
    ApiResult<CertificateRecord> signedRecord(CertificateRecord record);
    /// Adds `count` issued certificates "host-N.inventory.example", signed when they are first
    /// asked for. Returns how many certificates there are afterwards.
    ApiResult<qint64> addInventory(qint64 count);

    /// The distinguished name that the record's certificate has or will have.
    pki::DistinguishedName subjectOf(const CertificateRecord& record) const;

private:
    IssueOrder issueOrder(const CertificateRecord& record) const;
    ApiResult<void> step(CertificateRecord& record);
    void schedule(CertificateRecord& record, LifeCycle lifeCycle) const;
    ApiResult<void> issue(CertificateRecord& record, const QDateTime& when);
    CertificateRecord newRecord(const QString& requester) const;
    ApiResult<QByteArray> inventoryKey();

    Store& m_store;
    const Authority& m_authority;
    const Catalogue& m_catalogue;
    const Behaviour& m_behaviour;
    Clock& m_clock;
};

} // namespace gatehouse::sandbox
