// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/auditlog.h>
#include <app/gateway/log.h>
#include <app/gateway/structuredlog.h>
#include <app/gateway/words.h>

#include <QDateTime>

#include <unistd.h>

namespace gatehouse::gateway {

namespace {

Json recordJson(const AuditRecord& record)
{
    Json line;
    line["event"] = toJson(record.event);
    const auto add = [&line](const char* name, const QString& value) {
        if (!value.isEmpty())
            line[name] = toJson(value);
    };
    add("client", record.client);
    add("role", record.role);
    add("peer", record.peer);
    add("ca", record.ca);
    add("order", record.order);
    add("profile", record.profile);
    add("subject", record.subject);
    add("serialNumber", record.serialNumber);
    add("detail", record.detail);
    return line;
}

Error fileError(const QString& path, const QString& detail)
{
    Error error = Error::of(ErrorKind::LocalFile,
        Words::tr(
            "The audit log %1 cannot be written: check the free space and who may write there.")
            .arg(path),
        detail);
    error.setting = QStringLiteral("gatehouse.audit-log");
    return error;
}

} // namespace

AuditLog::AuditLog(QString file)
    : m_path(std::move(file))
{
}

Result<void> AuditLog::reopen(const QString& file)
{
    if (file.isEmpty()) {
        m_path.clear();
        m_file.reset();
        return {};
    }
    auto opened = std::make_unique<QFile>(file);
    const bool isNew = !opened->exists();
    if (!opened->open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered))
        return failure(fileError(file, opened->errorString()));
    if (isNew)
        opened->setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
    m_path = file;
    m_file = std::move(opened);
    return {};
}

Result<void> AuditLog::write(const AuditRecord& record)
{
    Json line = recordJson(record);
    if (m_path.isEmpty()) {
        Json fields;
        fields["log"] = "audit";
        for (const auto& [key, value] : line.items())
            fields[key] = value;
        logLine("info", fields);
        return {};
    }
    if (!m_file) {
        if (auto opened = reopen(m_path); !opened)
            return opened;
    }
    Json timed;
    timed["time"] = toJson(
        QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyy-MM-dd'T'HH:mm:ss.zzz'Z'")));
    for (const auto& [key, value] : line.items())
        timed[key] = value;
    const QByteArray bytes = toBytes(timed) + '\n';
    if (m_file->write(bytes) != bytes.size() || ::fdatasync(m_file->handle()) != 0)
        return failure(fileError(m_path, m_file->errorString()));
    return {};
}

void AuditLog::note(const AuditRecord& record)
{
    if (const auto written = write(record); !written)
        qCCritical(logGateway) << written.error();
}

} // namespace gatehouse::gateway
