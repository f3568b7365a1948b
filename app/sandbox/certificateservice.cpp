// SPDX-License-Identifier: Apache-2.0
#include "certificateservice.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>

namespace gatehouse::sandbox {

namespace {

constexpr std::chrono::milliseconds timeToDecline = std::chrono::seconds(1);
constexpr qsizetype renewIdLength = 20;
constexpr qsizetype serialBytes = 16;
const auto inventoryCount = QStringLiteral("inventory-count");
const auto inventoryKeyName = QStringLiteral("inventory-key");

/// 20 alphanumeric characters that nobody can guess.
QString randomRenewId()
{
    static constexpr char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::array<unsigned char, renewIdLength> bytes {};
    if (RAND_bytes(bytes.data(), renewIdLength) != 1)
        std::abort();
    QString text;
    for (const unsigned char byte : bytes)
        text.append(QLatin1Char(letters[byte % (sizeof letters - 1)]));
    return text;
}

pki::SerialNumber randomSerialNumber()
{
    std::array<char, serialBytes> bytes {};
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), serialBytes) != 1)
        std::abort();
    // Positive, and of the same length for every certificate.
    bytes[0] = static_cast<char>((bytes[0] & 0x7f) | 0x40);
    return pki::SerialNumber::fromBytes(QByteArrayView(bytes.data(), serialBytes));
}

QDateTime later(const QDateTime& from, std::chrono::milliseconds by)
{
    return from.addMSecs(by.count());
}

} // namespace

CertificateService::CertificateService(Store& store, const Authority& authority,
    const Catalogue& catalogue, const Behaviour& behaviour, Clock& clock)
    : m_store(store)
    , m_authority(authority)
    , m_catalogue(catalogue)
    , m_behaviour(behaviour)
    , m_clock(clock)
{
}

ApiResult<void> CertificateService::advance()
{
    while (true) {
        ApiResult<QList<CertificateRecord>> due = orInternal(m_store.due(m_clock.now()));
        if (!due)
            return tl::unexpected<ApiError>(due.error());
        if (due->isEmpty())
            return {};
        for (CertificateRecord& record : *due) {
            ApiResult<void> stepped =
                step(record).and_then([&] { return orInternal(m_store.update(record)); });
            if (!stepped)
                return stepped;
        }
    }
}

/// One change of state at its due time.
ApiResult<void> CertificateService::step(CertificateRecord& record)
{
    const QDateTime when = record.nextAt;
    record.nextAt = QDateTime();
    const Profile* profile = m_catalogue.profile(record.profileId);
    const LifeCycle lifeCycle = profile == nullptr ? LifeCycle::Normal : profile->lifeCycle;
    const std::chrono::milliseconds third = record.issueAfter / 3;
    switch (record.status) {
    case Status::Requested:
        if (lifeCycle == LifeCycle::Declined) {
            record.status = Status::Declined;
            record.declined = when;
            return {};
        }
        record.status = Status::Approved;
        record.approved = when;
        record.nextAt = later(when, third);
        return {};
    case Status::Approved:
        record.status = Status::Applied;
        if (lifeCycle != LifeCycle::NeverReady)
            record.nextAt = later(when, record.issueAfter - third * 2);
        return {};
    case Status::Applied:
        if (lifeCycle == LifeCycle::Rejected) {
            record.status = Status::Rejected;
            return {};
        }
        return issue(record, when);
    case Status::Issued:
        record.status = Status::Expired;
        return {};
    case Status::Declined:
    case Status::Rejected:
    case Status::Invalid:
    case Status::Revoked:
    case Status::Expired:
        return {};
    }
    return {};
}

IssueOrder CertificateService::issueOrder(const CertificateRecord& record) const
{
    IssueOrder order;
    order.commonName = record.commonName;
    if (const Organization* organization = m_catalogue.organizationOf(record.orgId)) {
        order.organization = organization->name;
        order.country = organization->country;
    }
    order.subjectAltNames = toGeneralNames(record.subjectAltNames);
    order.publicKeyInfo = record.publicKeyInfo;
    order.serialNumber = record.serialNumber;
    order.issued = record.issued;
    order.term = record.term;
    return order;
}

pki::DistinguishedName CertificateService::subjectOf(const CertificateRecord& record) const
{
    return Authority::subjectOf(issueOrder(record));
}

ApiResult<void> CertificateService::issue(CertificateRecord& record, const QDateTime& when)
{
    record.status = Status::Issued;
    record.issued = when;
    record.serialNumber = randomSerialNumber();
    record.nextAt = Authority::validTo(when, record.term);
    const ApiResult<pki::Certificate> certificate =
        orInternal(m_authority.issue(issueOrder(record)));
    if (!certificate)
        return tl::unexpected<ApiError>(certificate.error());
    record.certificate = certificate->toDer();
    return {};
}

ApiResult<CertificateRecord> CertificateService::signedRecord(CertificateRecord record)
{
    if (!record.certificate.isEmpty() || record.serialNumber.isEmpty())
        return record;
    const ApiResult<pki::Certificate> certificate =
        orInternal(m_authority.issue(issueOrder(record)));
    if (!certificate)
        return tl::unexpected<ApiError>(certificate.error());
    record.certificate = certificate->toDer();
    return save(record).map([&] { return record; });
}

ApiResult<CertificateRecord> CertificateService::find(qint64 id, int missingStatus) const
{
    const ApiResult<std::optional<CertificateRecord>> record = orInternal(m_store.byId(id));
    if (!record)
        return tl::unexpected<ApiError>(record.error());
    if (!*record) {
        return refuse(code::unknownCertificate,
            QStringLiteral("Wrong SSL certificate id %1.").arg(id), missingStatus);
    }
    return **record;
}

ApiResult<CertificateRecord> CertificateService::findBySerialNumber(const QString& text) const
{
    const Result<pki::SerialNumber> serial = pki::SerialNumber::fromHex(text);
    if (serial && !serial->isEmpty()) {
        const ApiResult<std::optional<CertificateRecord>> record =
            orInternal(m_store.bySerialNumber(*serial));
        if (!record)
            return tl::unexpected<ApiError>(record.error());
        if (*record)
            return **record;
    }
    return refuse(
        code::unknownCertificate, QStringLiteral("Wrong SSL certificate id %1.").arg(text));
}

CertificateRecord CertificateService::newRecord(const QString& requester) const
{
    CertificateRecord record;
    record.renewId = randomRenewId();
    record.status = Status::Requested;
    record.issueAfter = m_behaviour.issueAfter;
    record.requested = m_clock.now();
    record.requester = requester;
    record.requestedVia = QStringLiteral("REST API");
    return record;
}

/// When a new request first changes its state by itself.
void CertificateService::schedule(CertificateRecord& record, LifeCycle lifeCycle) const
{
    if (lifeCycle == LifeCycle::WaitsForApproval)
        return;
    const std::chrono::milliseconds wait =
        lifeCycle == LifeCycle::Declined ? timeToDecline : record.issueAfter / 3;
    record.nextAt = later(record.requested, wait);
}

ApiResult<CertificateRecord> CertificateService::enroll(
    const EnrollOrder& order, const QString& requester)
{
    CertificateRecord record = newRecord(requester);
    record.orgId = order.orgId;
    record.profileId = order.profile->id;
    record.term = order.term;
    record.commonName = order.commonName;
    record.subjectAltNames = order.subjectAltNames;
    record.publicKeyInfo = order.key.publicKeyInfo;
    record.keyAlgorithm = order.key.type.algorithmName();
    record.keyParameter = order.key.type.parameterName();
    record.comments = order.comments;
    record.externalRequester = order.externalRequester;
    record.customFields = order.customFields;
    schedule(record, order.profile->lifeCycle);
    return orInternal(m_store.insert(record)).map([&] { return record; });
}

ApiResult<CertificateRecord> CertificateService::renew(
    CertificateRecord old, const std::optional<QString>& csr, const QString& requester)
{
    const Profile* profile = m_catalogue.profile(old.profileId);
    if (!old.isCollectable() || profile == nullptr) {
        return refuse(code::renewalFailed,
            QStringLiteral("Renewal failed. Status: %1.").arg(statusName(old.status)));
    }
    CertificateRecord record = newRecord(requester);
    record.orgId = old.orgId;
    record.profileId = old.profileId;
    record.term = old.term;
    record.commonName = old.commonName;
    record.subjectAltNames = old.subjectAltNames;
    record.publicKeyInfo = old.publicKeyInfo;
    record.keyAlgorithm = old.keyAlgorithm;
    record.keyParameter = old.keyParameter;
    record.comments = old.comments;
    record.externalRequester = old.externalRequester;
    record.customFields = old.customFields;
    if (csr && !csr->isEmpty()) {
        const ApiResult<RequestedKey> key = checkCsr(*csr, *profile);
        if (!key)
            return tl::unexpected<ApiError>(key.error());
        record.publicKeyInfo = key->publicKeyInfo;
        record.keyAlgorithm = key->type.algorithmName();
        record.keyParameter = key->type.parameterName();
    }
    schedule(record, profile->lifeCycle);
    old.renewed = record.requested;
    return orInternal(m_store.insert(record)).and_then([&] { return save(old); }).map([&] {
        return record;
    });
}

ApiResult<CertificateRecord> CertificateService::renewByToken(
    const QString& renewId, const std::optional<QString>& csr, const QString& requester)
{
    const ApiResult<std::optional<CertificateRecord>> old = orInternal(m_store.byRenewId(renewId));
    if (!old)
        return tl::unexpected<ApiError>(old.error());
    if (!*old) {
        return refuse(
            code::unknownCertificate, QStringLiteral("Wrong SSL certificate id %1.").arg(renewId));
    }
    return renew(**old, csr, requester);
}

ApiResult<void> CertificateService::replace(
    CertificateRecord record, const QString& csr, const std::optional<QStringList>& subjectAltNames)
{
    const Profile* profile = m_catalogue.profile(record.profileId);
    if (record.status != Status::Issued || profile == nullptr) {
        return refuse(code::notIssued,
            QStringLiteral("SSL state is not ISSUED: %1").arg(statusName(record.status)));
    }
    const ApiResult<RequestedKey> key = checkCsr(csr, *profile);
    if (!key)
        return tl::unexpected<ApiError>(key.error());
    const ApiResult<QStringList> names =
        checkNames(record.commonName, subjectAltNames.value_or(record.subjectAltNames));
    if (!names)
        return tl::unexpected<ApiError>(names.error());
    record.publicKeyInfo = key->publicKeyInfo;
    record.keyAlgorithm = key->type.algorithmName();
    record.keyParameter = key->type.parameterName();
    record.subjectAltNames = *names;
    record.replaced = m_clock.now();
    record.status = Status::Applied;
    record.issueAfter = m_behaviour.issueAfter;
    record.nextAt = later(record.replaced, record.issueAfter);
    record.serialNumber = pki::SerialNumber();
    record.certificate.clear();
    return save(record);
}

ApiResult<void> CertificateService::approve(CertificateRecord record, const QString& owner)
{
    if (record.status != Status::Requested) {
        return refuse(code::wrongStateToApprove,
            QStringLiteral("Certificate cannot be approved. Its state is %1.")
                .arg(statusName(record.status)));
    }
    record.status = Status::Approved;
    record.approved = m_clock.now();
    record.owner = owner;
    record.nextAt = later(record.approved, record.issueAfter / 3);
    return save(record);
}

ApiResult<void> CertificateService::decline(CertificateRecord record, const QString& owner)
{
    if (record.status != Status::Requested) {
        return refuse(code::wrongStateToApprove,
            QStringLiteral("Certificate cannot be declined. Its state is %1.")
                .arg(statusName(record.status)));
    }
    record.owner = owner;
    return force(record, Status::Declined);
}

ApiResult<void> CertificateService::revoke(CertificateRecord record, int reasonCode)
{
    if (record.status != Status::Issued) {
        return refuse(
            code::notRevocable, QStringLiteral("Only issued certificates can be revoked."));
    }
    record.reasonCode = reasonCode;
    return force(record, Status::Revoked);
}

ApiResult<void> CertificateService::remove(const CertificateRecord& record)
{
    if (record.requestedVia != QLatin1String("Imported")) {
        return refuse(code::notAuthorised,
            QStringLiteral("You are not authorized to delete a managed certificate."));
    }
    return orInternal(m_store.remove(record));
}

ApiResult<void> CertificateService::force(CertificateRecord record, Status status)
{
    const QDateTime now = m_clock.now();
    record.status = status;
    record.nextAt = QDateTime();
    switch (status) {
    case Status::Approved:
        record.approved = now;
        record.nextAt = later(now, record.issueAfter / 3);
        break;
    case Status::Issued:
        if (ApiResult<void> issued = issue(record, now); !issued)
            return issued;
        break;
    case Status::Declined:
        record.declined = now;
        break;
    case Status::Revoked:
        record.revoked = now;
        break;
    case Status::Requested:
    case Status::Applied:
    case Status::Rejected:
    case Status::Invalid:
    case Status::Expired:
        break;
    }
    return save(record);
}

ApiResult<void> CertificateService::checkCustomFields(const QList<NameValue>& fields) const
{
    const QString mandatory = m_behaviour.mandatoryCustomField.value_or(QString());
    bool given = mandatory.isEmpty();
    for (const NameValue& field : fields) {
        if (mandatory.isEmpty() || field.name != mandatory) {
            return refuse(code::unknownCustomField,
                QStringLiteral("Custom field '%1' not found.").arg(field.name));
        }
        given = given || !field.value.isEmpty();
    }
    if (!given) {
        return refuse(code::missingCustomField,
            QStringLiteral("Mandatory custom field '%1' is missing.").arg(mandatory));
    }
    return {};
}

ApiResult<void> CertificateService::save(const CertificateRecord& record)
{
    return orInternal(m_store.update(record));
}

/// One key for all of the inventory: nobody uses those certificates, and 100,000 keys take minutes.
ApiResult<QByteArray> CertificateService::inventoryKey()
{
    const ApiResult<QString> kept = orInternal(m_store.value(inventoryKeyName));
    if (!kept)
        return tl::unexpected<ApiError>(kept.error());
    if (!kept->isEmpty())
        return QByteArray::fromBase64(kept->toLatin1());
    const ApiResult<pki::PrivateKey> key =
        orInternal(pki::PrivateKey::generate({ .algorithm = pki::KeyAlgorithm::Ec, .bits = 256 }));
    if (!key)
        return tl::unexpected<ApiError>(key.error());
    QByteArray publicKey = key->publicKeyInfo();
    return orInternal(m_store.setValue(inventoryKeyName, QString::fromLatin1(publicKey.toBase64())))
        .map([&] { return publicKey; });
}

ApiResult<qint64> CertificateService::addInventory(qint64 count)
{
    const ApiResult<QByteArray> key = inventoryKey();
    if (!key)
        return tl::unexpected<ApiError>(key.error());
    const ApiResult<QString> before = orInternal(m_store.value(inventoryCount));
    if (!before)
        return tl::unexpected<ApiError>(before.error());
    const Profile* profile = m_catalogue.profile(63999);
    const qint64 first = before->toLongLong() + 1;
    CertificateRecord record = newRecord(QStringLiteral("sandbox-admin"));
    record.orgId = 10002;
    record.profileId = profile->id;
    record.term = profile->terms->last();
    record.status = Status::Issued;
    record.requestedVia = QStringLiteral("Imported");
    record.publicKeyInfo = *key;
    record.keyAlgorithm = QStringLiteral("EC");
    record.keyParameter = QStringLiteral("P-256");
    record.approved = record.requested;
    record.issued = record.requested;
    record.nextAt = Authority::validTo(record.issued, record.term);

    ApiResult<void> done = orInternal(m_store.begin());
    for (qint64 number = first; done && number < first + count; ++number) {
        record.renewId = randomRenewId();
        record.commonName = QStringLiteral("host-%1.inventory.example").arg(number);
        record.subjectAltNames = QStringList { record.commonName };
        record.serialNumber = randomSerialNumber();
        done = orInternal(m_store.insert(record));
    }
    done = done.and_then([&] {
                   return orInternal(
                       m_store.setValue(inventoryCount, QString::number(first + count - 1)));
               })
               .and_then([&] { return orInternal(m_store.commit()); });
    if (!done) {
        m_store.rollback();
        return tl::unexpected<ApiError>(done.error());
    }
    return orInternal(m_store.count(ListQuery()));
}

} // namespace gatehouse::sandbox
