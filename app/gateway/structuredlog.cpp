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

/// Now, in UTC with milliseconds (RFC 3339). Made once a second but for those.
QByteArray timestamp()
{
    constexpr qint64 perSecond = 1000;
    static thread_local qint64 second = -1;
    static thread_local QByteArray text;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (now / perSecond != second) {
        second = now / perSecond;
        text = QDateTime::fromSecsSinceEpoch(second, Qt::UTC)
                   .toString(QStringLiteral("yyyy-MM-dd'T'HH:mm:ss"))
                   .toLatin1();
    }
    const QByteArray fraction = QByteArray::number(perSecond + now % perSecond);
    return text + '.' + fraction.last(3) + 'Z';
}

/// A line member by member: there is one for each request, and a tree of JSON values would cost
/// more than the rest of answering a small one.
class Line {
public:
    explicit Line(const char* level)
        : m_text("{\"time\":\"" + timestamp() + "\",\"level\":\"" + level + '"')
    {
        m_text.reserve(usualSize);
    }

    void add(const char* name, const QString& text) { put(name, toBytes(toJson(text))); }
    void add(const char* name, qint64 number) { put(name, QByteArray::number(number)); }
    void add(const char* name, double number) { put(name, QByteArray::number(number, 'f', 3)); }
    void add(const char* name, bool value) { put(name, value ? "true" : "false"); }
    void write() const { writeAll(m_text + "}\n"); }

private:
    static constexpr qsizetype usualSize = 512;

    void put(const char* name, const QByteArray& json)
    {
        m_text.append(",\"").append(name).append("\":").append(json);
    }

    QByteArray m_text;
};

} // namespace

void installStructuredLog()
{
    qInstallMessageHandler(handleMessage);
}

void logLine(const char* level, const Json& fields)
{
    Json line;
    line["time"] = timestamp().toStdString();
    line["level"] = level;
    for (const auto& [key, value] : fields.items())
        line[key] = value;
    writeAll(toBytes(line) + '\n');
}

void logRequest(const RequestRecord& record)
{
    constexpr qsizetype longestMethod = 16;
    constexpr qsizetype longestPath = 512;
    Line line("info");
    line.add("event", QStringLiteral("request"));
    line.add("method", QString::fromLatin1(record.method.left(longestMethod)));
    line.add("path", QString::fromLatin1(record.path.left(longestPath)));
    line.add("endpoint", record.endpoint);
    line.add("status", static_cast<qint64>(record.status));
    line.add("bytes", static_cast<qint64>(record.bytes));
    line.add("ms", record.milliseconds);
    line.add("client", record.client);
    line.add("peer", record.peer);
    if (!record.clientId.isEmpty())
        line.add("ca-client-id", record.clientId);
    if (record.isAbandoned)
        line.add("abandoned", true);
    line.write();
}

} // namespace gatehouse::gateway
