// SPDX-License-Identifier: Apache-2.0
#include <core/http/serverparser.h>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>

namespace gatehouse::http {

namespace beast = boost::beast;

namespace {

QByteArray bytesOf(beast::string_view text)
{
    return { text.data(), qsizetype(text.size()) };
}

/// Path and query of a request target in origin, absolute or asterisk form (RFC 9112, 3.2).
void splitTarget(ServerRequest& request)
{
    QByteArrayView rest = request.rawTarget;
    if (!rest.startsWith('/')) {
        const qsizetype scheme = rest.indexOf("://");
        if (scheme > 0) {
            rest = rest.sliced(scheme + 3);
            const auto pathStart =
                std::ranges::find_if(rest, [](char c) { return c == '/' || c == '?'; });
            rest = rest.sliced(pathStart - rest.begin());
        }
    }
    const qsizetype question = rest.indexOf('?');
    request.rawPath = (question < 0 ? rest : rest.first(question)).toByteArray();
    if (question >= 0)
        request.rawQuery = rest.sliced(question + 1).toByteArray();
    if (request.rawPath.isEmpty())
        request.rawPath = "/";
}

} // namespace

class RequestParser::Machine final : public beast::http::basic_parser<true> {
public:
    explicit Machine(const ServerLimits& limits)
        : m_limits(limits)
    {
        eager(true);
        body_limit(quint64(limits.body));
        header_limit(quint32(std::clamp<qsizetype>(limits.header, 1, qsizetype(16) * 1024 * 1024)));
    }

    qsizetype feed(QByteArrayView bytes);
    bool awaitsContinue() const { return m_expectsContinue && is_header_done() && !is_done(); }

    ServerRequest request;
    std::optional<RequestFailure> failure;
    bool started = false;
    bool http10 = false;

private:
    void on_request_impl(beast::http::verb verb, beast::string_view method,
        beast::string_view target, int version, beast::error_code& ec) override;
    void on_response_impl(int, beast::string_view, int, beast::error_code&) override { }
    void on_field_impl(beast::http::field field, beast::string_view name, beast::string_view value,
        beast::error_code& ec) override;
    void on_header_impl(beast::error_code& ec) override;
    void on_body_init_impl(
        const boost::optional<std::uint64_t>& length, beast::error_code& ec) override;
    std::size_t on_body_impl(beast::string_view body, beast::error_code& ec) override;
    void on_chunk_header_impl(std::uint64_t, beast::string_view, beast::error_code&) override { }
    std::size_t on_chunk_body_impl(
        std::uint64_t remain, beast::string_view body, beast::error_code& ec) override;
    void on_finish_impl(beast::error_code&) override { }

    void refuse(int status, const QString& reason, beast::error_code& ec);
    void fail(const beast::error_code& ec);
    RequestFailure headerTooLarge() const;
    void countHeader(std::size_t bytes, beast::error_code& ec);

    ServerLimits m_limits;
    qsizetype m_headerBytes = 0;
    int m_hosts = 0;
    bool m_headerDone = false;
    bool m_expectsContinue = false;
};

qsizetype RequestParser::Machine::feed(QByteArrayView bytes)
{
    qsizetype taken = 0;
    if (!started) {
        // Blank lines before a request are skipped (RFC 9112, 2.2).
        while (bytes.sliced(taken).startsWith("\r\n"))
            taken += 2;
        started = taken < bytes.size() && bytes.sliced(taken) != QByteArrayView("\r");
    }
    if (!started || failure || is_done())
        return taken;
    const QByteArrayView rest = bytes.sliced(taken);
    beast::error_code ec;
    const auto used =
        qsizetype(put(boost::asio::const_buffer(rest.data(), std::size_t(rest.size())), ec));
    if (ec && ec != beast::http::error::need_more)
        fail(ec);
    else if (!is_done() && rest.size() - used > m_limits.header)
        failure =
            headerTooLarge(); // a chunk's extensions or the trailers: Beast does not limit them
    return taken + used;
}

void RequestParser::Machine::on_request_impl(beast::http::verb /*verb*/, beast::string_view method,
    beast::string_view target, int version, beast::error_code& ec)
{
    countHeader(method.size() + target.size() + 12, ec);
    http10 = version == 10;
    request.method = bytesOf(method);
    request.rawTarget = bytesOf(target);
    splitTarget(request);
}

void RequestParser::Machine::on_field_impl(beast::http::field field, beast::string_view name,
    beast::string_view value, beast::error_code& ec)
{
    countHeader(name.size() + value.size() + 4, ec);
    // Trailers are read and dropped (RFC 9110, 6.5.1): nothing of ours has a meaning there.
    if (ec || m_headerDone)
        return;
    if (field == beast::http::field::host)
        ++m_hosts;
    if (field == beast::http::field::expect && beast::iequals(value, "100-continue"))
        m_expectsContinue = !http10;
    if (field == beast::http::field::transfer_encoding) {
        // Beast takes a request with an unknown coding for one without a body: what follows would
        // be read as the next request.
        if (http10)
            return refuse(400, QStringLiteral("HTTP/1.0 has no Transfer-Encoding."), ec);
        if (!beast::iequals(value, "chunked"))
            return refuse(501, QStringLiteral("The only transfer coding is chunked."), ec);
    }
    request.headers.append(Header { .name = bytesOf(name), .value = bytesOf(value) });
}

void RequestParser::Machine::on_header_impl(beast::error_code& ec)
{
    m_headerDone = true;
    if (m_hosts > 1 || (m_hosts == 0 && !http10))
        refuse(400, QStringLiteral("A request has exactly one Host header."), ec);
}

void RequestParser::Machine::on_body_init_impl(
    const boost::optional<std::uint64_t>& length, beast::error_code& /*ec*/)
{
    // The client's word is worth one buffer; more is taken as it arrives.
    constexpr std::uint64_t firstBuffer = std::uint64_t(64) * 1024;
    request.body.reserve(qsizetype(std::min(length.value_or(0), firstBuffer)));
}

std::size_t RequestParser::Machine::on_body_impl(beast::string_view body, beast::error_code& /*ec*/)
{
    request.body.append(body.data(), qsizetype(body.size()));
    return body.size();
}

std::size_t RequestParser::Machine::on_chunk_body_impl(
    std::uint64_t /*remain*/, beast::string_view body, beast::error_code& ec)
{
    return on_body_impl(body, ec);
}

void RequestParser::Machine::refuse(int status, const QString& reason, beast::error_code& ec)
{
    failure = RequestFailure { .status = status, .reason = reason };
    ec = beast::http::error::bad_value;
}

void RequestParser::Machine::countHeader(std::size_t bytes, beast::error_code& ec)
{
    m_headerBytes += qsizetype(bytes);
    if (m_headerBytes > m_limits.header)
        ec = beast::http::error::header_limit;
}

RequestFailure RequestParser::Machine::headerTooLarge() const
{
    return { .status = 431,
        .reason =
            QStringLiteral("The request line and the headers are larger than the %1 bytes allowed.")
                .arg(m_limits.header) };
}

void RequestParser::Machine::fail(const beast::error_code& ec)
{
    if (failure)
        return;
    if (ec == beast::http::error::header_limit) {
        failure = headerTooLarge();
    } else if (ec == beast::http::error::body_limit) {
        failure = RequestFailure {
            .status = 413,
            .reason =
                QStringLiteral("The body is larger than the %1 bytes allowed.").arg(m_limits.body)
        };
    } else {
        failure = RequestFailure { .status = 400,
            .reason = QStringLiteral("The request is not valid HTTP/1.1: %1.")
                          .arg(QString::fromStdString(ec.message())) };
    }
}

RequestParser::RequestParser(const ServerLimits& limits)
    : m_machine(std::make_unique<Machine>(limits))
{
}

RequestParser::~RequestParser() = default;

qsizetype RequestParser::feed(QByteArrayView bytes)
{
    return m_machine->feed(bytes);
}

bool RequestParser::hasStarted() const
{
    return m_machine->started;
}

bool RequestParser::isComplete() const
{
    return m_machine->is_done() && !m_machine->failure;
}

bool RequestParser::awaitsContinue() const
{
    return m_machine->awaitsContinue() && !m_machine->failure;
}

bool RequestParser::keepAlive() const
{
    return isComplete() && m_machine->keep_alive();
}

bool RequestParser::isHttp10() const
{
    return m_machine->http10;
}

const std::optional<RequestFailure>& RequestParser::failure() const
{
    return m_machine->failure;
}

ServerRequest RequestParser::take()
{
    return std::move(m_machine->request);
}

} // namespace gatehouse::http
