// SPDX-License-Identifier: Apache-2.0
#include <core/pki/pem.h>

#include <algorithm>

namespace gatehouse::pki {

namespace {

constexpr QByteArrayView beginMark = "-----BEGIN ";
constexpr QByteArrayView endMark = "-----END ";
constexpr QByteArrayView dashes = "-----";

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// The label that starts at `at`; empty when the line does not end in dashes.
QByteArrayView labelAt(QByteArrayView text, qsizetype at)
{
    const QByteArrayView line = text.sliced(at, std::min<qsizetype>(64, text.size() - at));
    const qsizetype end = line.indexOf(dashes);
    const QByteArrayView label = end < 0 ? QByteArrayView() : line.first(end);
    return label.contains('\n') ? QByteArrayView() : label;
}

/// What follows the RFC 1421 headers, which end with an empty line.
QByteArrayView afterHeaders(QByteArrayView body)
{
    qsizetype at = 0;
    while (at < body.size()) {
        qsizetype end = body.indexOf('\n', at);
        end = end < 0 ? body.size() : end;
        const QByteArrayView line = body.sliced(at, end - at).trimmed();
        at = std::min(end + 1, body.size());
        if (line.isEmpty())
            break;
    }
    return body.sliced(at);
}

} // namespace

QList<PemBlock> readPem(QByteArrayView text)
{
    QList<PemBlock> blocks;
    qsizetype at = text.indexOf(beginMark);
    while (at >= 0) {
        const qsizetype labelStart = at + beginMark.size();
        const QByteArrayView label = labelAt(text, labelStart);
        if (label.isEmpty()) {
            at = text.indexOf(beginMark, labelStart);
            continue;
        }
        const qsizetype bodyStart = labelStart + label.size() + dashes.size();
        const qsizetype nextBegin = text.indexOf(beginMark, bodyStart);
        // Looked for no further than the next block: a text of many open blocks stays linear.
        const QByteArrayView rest =
            text.sliced(bodyStart, (nextBegin < 0 ? text.size() : nextBegin) - bodyStart);
        const qsizetype end = rest.indexOf(endMark);
        PemBlock block;
        block.label = label.toByteArray();
        block.isTruncated = end < 0;
        if (!block.isTruncated) {
            QByteArrayView body = rest.first(end);
            block.hasHeaders = body.contains(':');
            if (block.hasHeaders)
                body = afterHeaders(body.trimmed());
            block.body = readBase64(body).value_or(QByteArray());
        }
        blocks.append(std::move(block));
        at = nextBegin;
    }
    return blocks;
}

QByteArray writePem(const char* label, const QByteArray& der)
{
    constexpr qsizetype columns = 64;
    const QByteArray base64 = der.toBase64();
    QByteArray pem = beginMark.toByteArray() + label + "-----\n";
    for (qsizetype at = 0; at < base64.size(); at += columns) {
        pem.append(base64.mid(at, columns));
        pem.append('\n');
    }
    return pem + endMark.toByteArray() + label + "-----\n";
}

std::optional<QByteArray> readBase64(QByteArrayView text)
{
    QByteArray dense;
    dense.reserve(text.size());
    for (const char c : text) {
        if (!isBlank(c))
            dense.append(c);
    }
    if (dense.isEmpty())
        return std::nullopt;
    auto decoded =
        QByteArray::fromBase64Encoding(std::move(dense), QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return std::nullopt;
    return std::move(*decoded);
}

} // namespace gatehouse::pki
