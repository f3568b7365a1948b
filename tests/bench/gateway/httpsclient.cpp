// SPDX-License-Identifier: Apache-2.0
#include <tests/bench/gateway/httpsclient.h>

#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <stdexcept>

namespace gatehouse::bench {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

ssl::context tlsContext(const Peer& peer)
{
    ssl::context context(ssl::context::tls_client);
    context.set_verify_mode(ssl::verify_peer);
    context.load_verify_file(peer.anchors);
    if (!peer.certificate.empty()) {
        context.use_certificate_chain_file(peer.certificate);
        context.use_private_key_file(peer.key, ssl::context::pem);
    }
    return context;
}

HttpsConnection::HttpsConnection(asio::io_context& io, ssl::context& tls)
    : m_stream(io, tls)
{
    m_stream.set_verify_callback(ssl::host_name_verification("localhost"));
}

asio::awaitable<void> HttpsConnection::open(std::uint16_t port)
{
    const asio::ip::tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
    co_await m_stream.next_layer().async_connect(endpoint, asio::use_awaitable);
    m_stream.next_layer().set_option(asio::ip::tcp::no_delay(true));
    co_await m_stream.async_handshake(ssl::stream_base::client, asio::use_awaitable);
}

asio::awaitable<void> HttpsConnection::write(const std::string& bytes)
{
    co_await asio::async_write(m_stream, asio::buffer(bytes), asio::use_awaitable);
}

asio::awaitable<Answer> HttpsConnection::exchange(const std::string& request)
{
    co_await write(request);
    const std::size_t head = co_await asio::async_read_until(
        m_stream, asio::dynamic_buffer(m_input), "\r\n\r\n", asio::use_awaitable);
    constexpr std::size_t statusStart = sizeof("HTTP/1.1 ") - 1;
    Answer answer;
    answer.status = std::stoi(m_input.substr(statusStart, 3));
    const std::string name = "\r\nContent-Length: ";
    const std::size_t field = m_input.find(name);
    if (field == std::string::npos || field > head)
        throw std::runtime_error("an answer without Content-Length");
    const std::size_t length = std::stoul(m_input.substr(field + name.size()));
    if (m_input.size() < head + length) {
        co_await asio::async_read(m_stream, asio::dynamic_buffer(m_input),
            asio::transfer_exactly(head + length - m_input.size()), asio::use_awaitable);
    }
    answer.body = m_input.substr(head, length);
    m_input.erase(0, head + length);
    co_return answer;
}

std::string getRequest(const std::string& target)
{
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n";
}

std::string postRequest(const std::string& target, const std::string& json)
{
    return "POST " + target
        + " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
          "Content-Type: application/json\r\nContent-Length: "
        + std::to_string(json.size()) + "\r\n\r\n" + json;
}

} // namespace gatehouse::bench
