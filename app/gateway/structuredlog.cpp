// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/log.h>
#include <app/gateway/structuredlog.h>

#include <QTimeZone>

#include <unistd.h>

#include <cerrno>

namespace gatehouse::gateway {

Q_LOGGING_CATEGORY(logGateway, "gatehouse.gateway", QtInfoMsg)

namespace {

const char* levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug";
    case QtInfoMsg:
        return "info";
    case QtWarningMsg:
        return "warning";
    case QtCriticalMsg:
    case QtFatalMsg:
        break;
    }
    return "error";
}

void handleMessage(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    Json fields;
    fields["category"] = context.category != nullptr ? context.category : "default";
    fields["message"] = toJson(message);
    logLine(levelName(type), fields);
}

/// One write a line, so that lines of several threads do not mix.
void writeAll(const QByteArray& bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const auto left = static_cast<std::size_t>(bytes.size() - done);
        const ssize_t written = ::write(STDERR_FILENO, bytes.constData() + done, left);
        if (written < 0 && errno != EINTR)
            return;
        if (written > 0)
            done += written;
    }
}

} // namespace

void installStructuredLog()
{
    qInstallMessageHandler(handleMessage);
}

void logLine(const char* level, const Json& fields)
{
    Json line;
    line["time"] = toJson(
        QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyy-MM-dd'T'HH:mm:ss.zzz'Z'")));
    line["level"] = level;
    for (const auto& [key, value] : fields.items())
        line[key] = value;
    writeAll(toBytes(line) + '\n');
}

void logRequest(const RequestRecord& record)
{
    constexpr qsizetype longestPath = 512;
    Json fields;
    fields["event"] = "request";
    fields["method"] = toJson(QString::fromLatin1(record.method.left(16)));
    fields["path"] = toJson(QString::fromLatin1(record.path.left(longestPath)));
    fields["endpoint"] = toJson(record.endpoint);
    fields["status"] = record.status;
    fields["bytes"] = record.bytes;
    fields["ms"] = record.milliseconds;
    fields["client"] = toJson(record.client);
    fields["peer"] = toJson(record.peer);
    if (!record.clientId.isEmpty())
        fields["ca-client-id"] = toJson(record.clientId);
    if (record.isAbandoned)
        fields["abandoned"] = true;
    logLine("info", fields);
}

} // namespace gatehouse::gateway
