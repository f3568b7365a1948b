// SPDX-License-Identifier: Apache-2.0
#include <core/error.h>

#include <QCoreApplication>

namespace gatehouse {

Error Error::of(ErrorKind kind, QString message, QString detail)
{
    Error error;
    error.kind = kind;
    error.message = std::move(message);
    error.detail = std::move(detail);
    return error;
}

Error Error::cancelled()
{
    return of(ErrorKind::Cancelled, QCoreApplication::translate("gatehouse::Error", "Stopped."));
}

QString errorKindName(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Usage:
        return QStringLiteral("usage");
    case ErrorKind::Settings:
        return QStringLiteral("settings");
    case ErrorKind::Policy:
        return QStringLiteral("policy");
    case ErrorKind::KeyStore:
        return QStringLiteral("key-store");
    case ErrorKind::SecretStore:
        return QStringLiteral("secret-store");
    case ErrorKind::LocalFile:
        return QStringLiteral("local-file");
    case ErrorKind::Database:
        return QStringLiteral("database");
    case ErrorKind::Network:
        return QStringLiteral("network");
    case ErrorKind::Proxy:
        return QStringLiteral("proxy");
    case ErrorKind::Tls:
        return QStringLiteral("tls");
    case ErrorKind::Authentication:
        return QStringLiteral("authentication");
    case ErrorKind::Authorisation:
        return QStringLiteral("authorisation");
    case ErrorKind::Rejected:
        return QStringLiteral("rejected");
    case ErrorKind::NotFound:
        return QStringLiteral("not-found");
    case ErrorKind::NotReady:
        return QStringLiteral("not-ready");
    case ErrorKind::Malformed:
        return QStringLiteral("malformed");
    case ErrorKind::Cancelled:
        return QStringLiteral("cancelled");
    case ErrorKind::Internal:
        break;
    }
    return QStringLiteral("internal");
}

QDebug operator<<(QDebug debug, const Error& error)
{
    QDebugStateSaver saver(debug);
    debug.nospace().noquote() << errorKindName(error.kind) << ": " << error.message;
    if (!error.cause.isEmpty())
        debug << " [" << error.cause << ']';
    if (error.httpStatus != 0)
        debug << " HTTP " << error.httpStatus;
    if (error.caCode)
        debug << " code " << *error.caCode;
    if (!error.detail.isEmpty())
        debug << " (" << error.detail << ')';
    return debug;
}

} // namespace gatehouse
