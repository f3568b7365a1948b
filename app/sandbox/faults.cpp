// SPDX-License-Identifier: Apache-2.0
#include "faults.h"

#include "bodyreader.h"

#include <array>

namespace gatehouse::sandbox {

namespace {

struct KindWord {
    FaultKind kind;
    const char* word;
};
constexpr std::array<KindWord, 9> kindWords { {
    { FaultKind::Latency, "latency" },
    { FaultKind::Reset, "reset" },
    { FaultKind::Hang, "hang" },
    { FaultKind::Cut, "cut" },
    { FaultKind::WrongJson, "wrong-json" },
    { FaultKind::Html, "html" },
    { FaultKind::Status, "status" },
    { FaultKind::Redirect, "redirect" },
    { FaultKind::Empty, "empty" },
} };

constexpr qint64 longestDelay = 3600'000; ///< milliseconds

std::optional<FaultKind> kindFromWord(const QString& word)
{
    for (const KindWord& item : kindWords) {
        if (word == QLatin1String(item.word))
            return item.kind;
    }
    return std::nullopt;
}

/// Faults of the wire harm an answer; the others are an answer of their own.
bool harmsRealAnswer(FaultKind kind)
{
    return kind == FaultKind::Latency || kind == FaultKind::Reset || kind == FaultKind::Hang
        || kind == FaultKind::Cut;
}

http::ServerResponse textAnswer(int status, const char* contentType, const QByteArray& body)
{
    http::ServerResponse response;
    response.status = status;
    addHeader(response, "Content-Type", contentType);
    response.body = body;
    return response;
}

http::ServerResponse statusAnswer(const Fault& fault)
{
    const int status = fault.status == 0 ? 503 : fault.status;
    if (fault.number)
        return errorResponse({ status, *fault.number, fault.description });
    // What a proxy in front of a service that is down says: not JSON.
    return textAnswer(
        status, "text/plain", "upstream connect error or disconnect/reset before headers");
}

http::ServerResponse replacement(const Fault& fault)
{
    const int success = fault.status == 0 ? 200 : fault.status;
    switch (fault.kind) {
    case FaultKind::WrongJson:
        return textAnswer(success, "application/json;charset=UTF-8", "{\"sslId\":[{\"sslId\"");
    case FaultKind::Html:
        return textAnswer(success, "text/html; charset=utf-8",
            "<!DOCTYPE html><html><head><title>Sign in</title></head>"
            "<body><h1>Please sign in to the network</h1></body></html>");
    case FaultKind::Redirect: {
        http::ServerResponse response =
            textAnswer(fault.status == 0 ? 302 : fault.status, "text/html", {});
        addHeader(response, "Location", fault.location);
        return response;
    }
    case FaultKind::Empty:
        return textAnswer(success, "application/octet-stream", {});
    case FaultKind::Status:
    case FaultKind::Latency:
    case FaultKind::Reset:
    case FaultKind::Hang:
    case FaultKind::Cut:
        break;
    }
    return statusAnswer(fault);
}

void harm(const Fault& fault, http::ServerResponse& response)
{
    if (fault.kind == FaultKind::Reset)
        response.wire.resetAfter = fault.bytes.value_or(0);
    else if (fault.kind == FaultKind::Cut)
        response.wire.cutBodyAfter = fault.bytes.value_or(response.body.size() / 2);
    else if (fault.kind == FaultKind::Hang)
        response.wire.hang = true;
}

bool truth(const Json& json, bool otherwise)
{
    if (json.is_boolean())
        return json.get<bool>();
    if (json.is_string())
        return json.get_ref<const std::string&>() == "true";
    return otherwise;
}

bool isHeaderSafe(const QByteArray& text)
{
    return !text.contains('\r') && !text.contains('\n');
}

} // namespace

ApiResult<Fault> readFault(const Json& json)
{
    BodyReader reader(toBytes(json));
    Fault fault;
    fault.path = reader.requiredText("path", 2000).toUtf8();
    const std::optional<FaultKind> kind = kindFromWord(reader.requiredText("kind", 20));
    fault.method = reader.text("method", 20).value_or(QString()).toLatin1();
    fault.after = reader.integer("after").value_or(0);
    fault.count = reader.integer("count").value_or(1);
    const qint64 delay = reader.integer("ms").value_or(kind == FaultKind::Latency ? 1000 : 0);
    fault.bytes = reader.integer("bytes");
    const qint64 status = reader.integer("status").value_or(0);
    fault.retryAfter = reader.integer("retryAfter");
    if (const std::optional<qint64> number = reader.integer("code"))
        fault.number = static_cast<int>(*number);
    fault.description = reader.text("description", 2000).value_or(QString());
    fault.location = reader.text("location", 2000).value_or(QString()).toUtf8();
    if (const std::optional<QString> body = reader.text("body", 1'000'000))
        fault.body = body->toUtf8();
    if (reader.error())
        return tl::unexpected<ApiError>(*reader.error());
    const bool sane = kind && delay >= 0 && delay <= longestDelay && fault.bytes.value_or(0) >= 0
        && (status == 0 || (status >= 200 && status <= 599)) && fault.count >= -1
        && fault.after >= 0 && isHeaderSafe(fault.location)
        && (*kind != FaultKind::Redirect || !fault.location.isEmpty());
    if (!sane) {
        return refuse(code::invalidField,
            QStringLiteral("The fault for '%1' is not valid: check kind, ms, bytes, status, count, "
                           "after and location.")
                .arg(QString::fromUtf8(fault.path)));
    }
    fault.kind = *kind;
    fault.delay = std::chrono::milliseconds(delay);
    fault.status = static_cast<int>(status);
    fault.process = truth(json.value("process", Json()), harmsRealAnswer(fault.kind));
    return fault;
}

ApiResult<Fault> readFault(const QString& text)
{
    Json json = Json::object();
    for (const QString& part : text.split(u',', Qt::SkipEmptyParts)) {
        const qsizetype equals = part.indexOf(u'=');
        if (equals < 1) {
            return refuse(code::invalidField,
                QStringLiteral("A fault is written key=value,key=value; '%1' has no '='.")
                    .arg(part));
        }
        json[part.left(equals).trimmed().toStdString()] = toJson(part.mid(equals + 1));
    }
    return readFault(json);
}

bool globMatches(QByteArrayView pattern, QByteArrayView text)
{
    qsizetype p = 0;
    qsizetype t = 0;
    qsizetype star = -1;
    qsizetype resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern.at(p) == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && pattern.at(p) == text.at(t)) {
            ++p;
            ++t;
        } else if (star >= 0) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern.at(p) == '*')
        ++p;
    return p == pattern.size();
}

std::optional<Fault> Faults::take(const QByteArray& method, const QByteArray& path)
{
    for (Fault& fault : m_faults) {
        const bool matches = fault.count != 0 && (fault.method.isEmpty() || fault.method == method)
            && globMatches(fault.path, path);
        if (!matches)
            continue;
        if (fault.after > 0) {
            --fault.after;
            continue;
        }
        if (fault.count > 0)
            --fault.count;
        return fault;
    }
    return std::nullopt;
}

http::ServerResponse applyFault(
    const Fault& fault, const std::function<http::ServerResponse()>& answer)
{
    http::ServerResponse response;
    if (fault.process)
        response = answer();
    if (harmsRealAnswer(fault.kind))
        harm(fault, response);
    else
        response = replacement(fault);
    if (fault.body)
        response.body = *fault.body;
    if (fault.retryAfter)
        addHeader(response, "Retry-After", QByteArray::number(*fault.retryAfter));
    response.wire.delay = fault.delay;
    return response;
}

} // namespace gatehouse::sandbox
