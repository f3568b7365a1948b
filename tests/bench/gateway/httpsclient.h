// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>

#include <cstdint>
#include <string>

namespace gatehouse::bench {

/// Who asks whom.
struct Peer {
    std::uint16_t port = 0; ///< of localhost, whose name is verified
    std::string anchors; ///< PEM file
    std::string certificate; ///< PEM file; empty: none is shown
    std::string key; ///< PEM file
};

boost::asio::ssl::context tlsContext(const Peer& peer);

struct Answer {
    int status = 0;
    std::string body;
};

/// One keep-alive connection over verified TLS. Throws what Asio throws.
class HttpsConnection {
public:
    HttpsConnection(boost::asio::io_context& io, boost::asio::ssl::context& tls);

    boost::asio::awaitable<void> open(std::uint16_t port);
    /// `request` is a whole HTTP/1.1 request; its answer must have a Content-Length.
    boost::asio::awaitable<Answer> exchange(const std::string& request);
    /// Part of a request, or nothing but the connection.
    boost::asio::awaitable<void> write(const std::string& bytes);

private:
    boost::asio::ssl::stream<boost::asio::ip::tcp::socket> m_stream;
    std::string m_input;
};

std::string getRequest(const std::string& target);
std::string postRequest(const std::string& target, const std::string& json);

} // namespace gatehouse::bench
