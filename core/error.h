// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDebug>
#include <QString>

#include <chrono>
#include <optional>

namespace gatehouse {

/// What went wrong, in the classes that a caller may want to treat differently.
enum class ErrorKind {
    Usage, ///< the caller's own input: an option, a DN, a serial number, a CSR
    Settings, ///< a connector setting is missing or wrong; `Error::setting` names it
    Policy, ///< the request is not allowed by the profile; nothing was ordered
    KeyStore, ///< a key or trust store could not be opened or does not hold what is needed
    SecretStore, ///< the key chain or credentials directory refused or is not there
    LocalFile, ///< a file of the user's could not be read or written
    Database, ///< the orders table could not be read or written
    Network, ///< the CA's host could not be reached, or the connection broke
    Proxy, ///< the proxy could not be reached, or refused the login
    Tls, ///< the TLS connection could not be verified or agreed upon
    Authentication, ///< the CA does not know the login, or the password is wrong
    Authorisation, ///< the login is known but lacks a privilege
    Rejected, ///< the CA refused the request; `Error::caCode` says which rule
    NotFound, ///< what was asked for is not there
    NotReady, ///< try again later: a normal state while a certificate is being issued
    Malformed, ///< an answer that is not what the protocol promises
    Cancelled, ///< the user, or the program's end, stopped it
    Internal ///< a defect in Gatehouse
};

/// A failure as a value. Never holds a secret: neither text may be built from one.
struct Error {
    ErrorKind kind = ErrorKind::Internal;
    /// One translatable sentence or two for a person: names the thing and the remedy.
    QString message;
    /// The technical side, untranslated, for a log or a "details" fold-out. May be empty.
    QString detail;
    /// Stable machine word of the cause, such as "keystore/wrong-store-password"; may be empty.
    QString cause;
    /// Property key of the setting to look at, such as "ssl-trust-store"; may be empty.
    QString setting;
    /// HTTP status of the answer, 0 where there was none.
    int httpStatus = 0;
    /// SCM's own error code (SCM API, "code"); 0 is a valid code, hence the optional.
    std::optional<int> caCode = std::nullopt;
    /// Whether the very same read may succeed when repeated. Never set for an order.
    bool retriable = false;
    /// What the server asked for in Retry-After.
    std::optional<std::chrono::seconds> retryAfter = std::nullopt;

    bool operator==(const Error&) const = default;

    /// Shorthand for the two fields every error has.
    static Error of(ErrorKind kind, QString message, QString detail = {});
    static Error cancelled();
};

/// The kind's stable lower-case name ("tls", "rejected", ...), for --json and logs.
QString errorKindName(ErrorKind kind);

QDebug operator<<(QDebug debug, const Error& error);

} // namespace gatehouse
