// SPDX-License-Identifier: Apache-2.0
#include "collect.h"

#include <QRegularExpression>

#include <algorithm>

namespace gatehouse::sandbox {

namespace {

enum class Part { Bundle, Leaf, Issuers };

struct Format {
    const char* name;
    Part part;
    bool rootFirst;
};
constexpr std::array<Format, 8> pemFormats { {
    { "x509", Part::Bundle, true },
    { "x509R", Part::Bundle, false },
    { "x509CO", Part::Leaf, false },
    { "x509IO", Part::Issuers, true },
    { "x509IOR", Part::Issuers, false },
    { "pem", Part::Bundle, false },
    { "pemco", Part::Leaf, false },
    { "pemia", Part::Bundle, false },
} };

QList<pki::Certificate> select(QList<pki::Certificate> chain, const Format& format)
{
    if (format.part == Part::Leaf)
        return chain.mid(0, 1);
    if (format.part == Part::Issuers)
        chain = chain.mid(1);
    if (format.rootFirst)
        std::ranges::reverse(chain);
    return chain;
}

const char* suffix(Part part)
{
    switch (part) {
    case Part::Bundle:
        return ".cer";
    case Part::Leaf:
        return "_cert.cer";
    case Part::Issuers:
        return "_interm.cer";
    }
    return "";
}

http::ServerResponse download(const QByteArray& body, const QString& commonName, const char* ending)
{
    static const QRegularExpression unsafe(QStringLiteral("[^A-Za-z0-9_-]"));
    const QString name = QString(commonName).replace(unsafe, QStringLiteral("_"));
    http::ServerResponse response;
    response.headers = { { "Content-Type", "application/octet-stream;charset=UTF-8" },
        { "Content-Disposition", "attachment; filename=\"" + name.toLatin1() + ending + '"' } };
    response.body = body;
    return response;
}

} // namespace

ApiResult<http::ServerResponse> collectResponse(
    const QList<pki::Certificate>& chain, const QString& commonName, const QString& format)
{
    const QByteArray wanted = format.isEmpty() ? QByteArrayLiteral("base64") : format.toLatin1();
    if (wanted == "base64" || wanted == "bin") {
        const ApiResult<QByteArray> body =
            orInternal(wanted == "bin" ? pki::toPkcs7Der(chain) : pki::toPkcs7Pem(chain));
        return body.map(
            [&](const QByteArray& bytes) { return download(bytes, commonName, ".p7b"); });
    }
    const auto found =
        std::ranges::find_if(pemFormats, [&](const Format& item) { return wanted == item.name; });
    if (found == pemFormats.end()) {
        return refuse(code::unknownFormat,
            QStringLiteral("Unknown SSL certificate file format requested: %1").arg(format));
    }
    return download(pki::toPem(select(chain, *found)), commonName, suffix(found->part));
}

std::optional<http::ServerResponse> notCollectable(Status status, NotReady notReady)
{
    const auto error = [](int number, const QString& text) {
        return errorResponse({ .status = 400, .code = number, .description = text });
    };
    switch (status) {
    case Status::Issued:
    case Status::Expired:
        return std::nullopt;
    case Status::Revoked:
        return error(code::revokedNotCollectable,
            QStringLiteral("The certificate is revoked and cannot be downloaded."));
    case Status::Declined:
    case Status::Rejected:
    case Status::Invalid:
        return error(
            code::notIssued, QStringLiteral("SSL state is not ISSUED: %1").arg(statusName(status)));
    case Status::Requested:
    case Status::Approved:
    case Status::Applied:
        break;
    }
    switch (notReady) {
    case NotReady::CodeZero:
        return error(0, QStringLiteral("Being processed by Sectigo"));
    case NotReady::CodeBeingProcessed:
        return error(
            code::beingProcessed, QStringLiteral("The request is being processed by Sectigo."));
    case NotReady::CodeNotCollectable:
        return error(code::notCollectable, QStringLiteral("Certificate is not collectable."));
    case NotReady::EmptyAnswer:
        break;
    }
    http::ServerResponse empty;
    empty.headers = { { "Content-Type", "application/octet-stream;charset=UTF-8" } };
    return empty;
}

} // namespace gatehouse::sandbox
