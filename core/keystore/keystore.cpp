// SPDX-License-Identifier: Apache-2.0
#include <core/keystore/bags.h>
#include <core/keystore/failures.h>
#include <core/keystore/jks.h>
#include <core/pki/pem.h>

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <filesystem>

namespace gatehouse::keystore {

namespace {

constexpr qint64 largestStore = qint64(64) * 1024 * 1024;

Result<KeyStore> openJks(QByteArrayView bytes, const OpenRequest& request)
{
    Result<QList<Entry>> entries = readJks(bytes, request.name, request.storePassword);
    if (!entries)
        return failure(entries.error());
    return KeyStore { request.name, StoreType::Jks, std::move(*entries), true };
}

Error fromPkcs12Error(const Error& error, const OpenRequest& request)
{
    const QString detail = error.detail.isEmpty() ? error.message : error.detail;
    if (error.cause == u"pki/wrong-password")
        return failures::wrongStorePassword(request.name, !request.storePassword.isEmpty(), detail);
    if (error.cause == u"pki/key-password")
        return failures::alteredOrKeyPassword(request.name, {});
    if (error.cause == u"pki/truncated")
        return failures::truncated(request.name, detail);
    if (error.cause == u"pki/unsupported-algorithm")
        return failures::unsupportedAlgorithm(request.name, detail);
    // "pki/altered" and "pki/not-pkcs12": the beginning was that of a PKCS #12.
    return failures::altered(request.name, detail);
}

Result<KeyStore> openPkcs12(QByteArrayView bytes, const OpenRequest& request)
{
    const Result<QList<pki::Pkcs12Bag>> bags = pki::readPkcs12(bytes, request.storePassword);
    if (!bags)
        return failure(fromPkcs12Error(bags.error(), request));
    BagEntries content = entriesOf(*bags);
    return KeyStore { request.name, StoreType::Pkcs12, std::move(content.entries),
        content.marksTrust };
}

Result<KeyStore> openPem(QByteArrayView bytes, const OpenRequest& request)
{
    const QList<pki::PemBlock> blocks = pki::readPem(bytes);
    if (std::ranges::any_of(blocks, &pki::PemBlock::isTruncated))
        return failure(
            failures::truncated(request.name, QStringLiteral("a block without its END line")));
    const Result<QList<pki::Certificate>> certificates = pki::Certificate::parseAll(bytes);
    if (!certificates)
        return failure(failures::altered(request.name, certificates.error().message));
    KeyStore store { request.name, StoreType::Pem, {}, false };
    for (const pki::Certificate& certificate : *certificates) {
        Entry entry;
        entry.chain = { certificate };
        store.entries.append(std::move(entry));
    }
    return store;
}

/// The file's bytes, read no further than a store may be long: /proc and network files lie about
/// their size.
Result<QByteArray> readWhole(const QString& path)
{
    std::error_code code;
    const std::filesystem::path native = QFileInfo(path).filesystemFilePath();
    const std::filesystem::file_status status = std::filesystem::status(native, code);
    if (status.type() == std::filesystem::file_type::not_found)
        return failure(failures::fileMissing(path));
    if (code == std::errc::permission_denied)
        return failure(failures::fileNotPermitted(path, QString::fromStdString(code.message())));
    if (code)
        return failure(failures::fileUnreadable(path, QString::fromStdString(code.message())));
    // Opening a pipe would wait for whoever writes to it.
    if (!std::filesystem::is_regular_file(status))
        return failure(failures::fileIsNotAFile(path, std::filesystem::is_directory(status)));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        if (!QFileInfo(path).isReadable())
            return failure(failures::fileNotPermitted(path, file.errorString()));
        return failure(failures::fileUnreadable(path, file.errorString()));
    }
    QByteArray bytes = file.read(largestStore + 1);
    if (file.error() != QFileDevice::NoError)
        return failure(failures::fileUnreadable(path, file.errorString()));
    return bytes;
}

} // namespace

Result<KeyStore> open(QByteArrayView bytes, const OpenRequest& request)
{
    if (bytes.size() > largestStore)
        return failure(failures::tooLarge(request.name));
    const Result<StoreType> type = detectType(bytes, request.name);
    if (!type)
        return failure(type.error());
    if (request.expectedType && *request.expectedType != *type)
        return failure(failures::otherType(request.name, *type, *request.expectedType));
    switch (*type) {
    case StoreType::Jks:
        return openJks(bytes, request);
    case StoreType::Pkcs12:
        return openPkcs12(bytes, request);
    case StoreType::Pem:
        break;
    }
    return openPem(bytes, request);
}

Result<KeyStore> openFile(const QString& path, const OpenRequest& request)
{
    const Result<QByteArray> bytes = readWhole(path);
    if (!bytes)
        return failure(bytes.error());
    OpenRequest named = request;
    if (named.name.isEmpty())
        named.name = QFileInfo(path).fileName();
    return open(*bytes, named);
}

} // namespace gatehouse::keystore
