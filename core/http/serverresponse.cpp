// SPDX-License-Identifier: Apache-2.0
#include <core/http/serverresponse.h>
#include <core/logging.h>

#include <QDateTime>
#include <QLocale>

#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace gatehouse::http {

namespace {

/// IMF-fixdate (RFC 9110, 5.6.7). Made once a second.
QByteArray date()
{
    static thread_local qint64 second = -1;
    static thread_local QByteArray text;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const qint64 nowSecond = now.toSecsSinceEpoch();
    if (nowSecond != second) {
        second = nowSecond;
        text = QLocale::c()
                   .toString(now, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"))
                   .toLatin1();
    }
    return text;
}

bool isToken(const QByteArray& name)
{
    static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !name.isEmpty() && std::ranges::all_of(name, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || marks.find(c) != std::string_view::npos;
    });
}

/// The fields that frame the message, which the server alone writes.
bool isOurs(const QByteArray& name)
{
    static constexpr std::array<const char*, 4> names = { "content-length", "connection", "date",
        "transfer-encoding" };
    return std::ranges::any_of(
        names, [&name](const char* ours) { return name.compare(ours, Qt::CaseInsensitive) == 0; });
}

void appendHeader(QByteArray& out, const Header& header)
{
    if (isOurs(header.name))
        return;
    if (!isToken(header.name)) {
        qCWarning(logServer) << "left out a header field whose name is no token";
        return;
    }
    out += header.name;
    out += ": ";
    const qsizetype valueStart = out.size();
    out += header.value;
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; };
    std::replace_if(out.begin() + valueStart, out.end(), isControl, ' ');
    out += "\r\n";
}

void appendStatusLine(QByteArray& out, int status)
{
    const auto reason =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(unsigned(status)));
    out += "HTTP/1.1 ";
    out += QByteArray::number(status);
    out += ' ';
    out += QByteArrayView(reason.data(), qsizetype(reason.size()));
    out += "\r\nDate: ";
    out += date();
    out += "\r\n";
}

} // namespace

SerializedResponse serializeResponse(const ServerResponse& response, const Framing& framing)
{
    const bool isValid = response.status >= 200 && response.status <= 599;
    const int status = isValid ? response.status : 500;
    const bool neverHasBody = status == 204 || status == 304;
    const bool handlerCloses =
        headerValue(response.headers, "connection").compare("close", Qt::CaseInsensitive) == 0;

    SerializedResponse result;
    result.keepAlive = framing.keepAlive && !handlerCloses;
    QByteArray& out = result.bytes;
    out.reserve(512 + (framing.withoutBody ? 0 : response.body.size()));
    appendStatusLine(out, status);
    for (const Header& header : response.headers)
        appendHeader(out, header);
    if (!neverHasBody) {
        out += "Content-Length: ";
        out += QByteArray::number(response.body.size());
        out += "\r\n";
    }
    if (!result.keepAlive)
        out += "Connection: close\r\n";
    else if (framing.http10)
        out += "Connection: keep-alive\r\n";
    out += "\r\n";
    result.headSize = out.size();
    if (!framing.withoutBody && !neverHasBody)
        out += response.body;
    return result;
}

ServerResponse plainError(int status, const QString& reason)
{
    ServerResponse response;
    response.status = status;
    response.headers.append(
        Header { .name = "Content-Type", .value = "text/plain; charset=utf-8" });
    response.body = reason.toUtf8() + '\n';
    return response;
}

} // namespace gatehouse::http
