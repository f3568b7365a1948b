// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secret.h>

#include <QByteArray>
#include <QList>
#include <QUrl>

#include <chrono>
#include <optional>
#include <variant>

namespace gatehouse::http {

/// A header field whose value may be logged.
struct Header {
    QByteArray name;
    QByteArray value;
    bool operator==(const Header&) const = default;
};

/// First value of a header, name without regard to case; empty when absent.
QByteArray headerValue(const QList<Header>& headers, QByteArrayView name);

/// A header field whose value is never logged: the type is what redacts it.
struct SecretHeader {
    QByteArray name;
    Secret value;
};

/// A request as the SCM client states it. What is secret has a type that says so.
struct Request {
    QByteArray method = "GET";
    QUrl url; ///< https; no user info
    QList<Header> headers;
    QList<SecretHeader> secretHeaders;
    /// Nothing, bytes that may be logged by size only, or a form that carries a secret.
    std::variant<std::monostate, QByteArray, Secret> body;
    /// Overrides the client's transfer time-out.
    std::optional<std::chrono::milliseconds> timeout;
};

/// Any complete HTTP answer, whatever its status; 3xx never gets here (Client turns it into an
/// error).
struct Response {
    int status = 0;
    QList<Header> headers; ///< in order of arrival, names as sent
    QByteArray body;

    /// First value of a header, name without regard to case; empty when absent.
    QByteArray header(QByteArrayView name) const;
    bool isSuccess() const { return status >= 200 && status < 300; }
};

} // namespace gatehouse::http
