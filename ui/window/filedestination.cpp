// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/files.h>
#include <core/workspace/recognition.h>
#include <ui/window/filedestination.h>
#include <ui/words.h>

#include <QFileInfo>

namespace gatehouse::ui {

namespace {

constexpr qint64 largestFile = 1024 * 1024;

} // namespace

Result<Destination> destinationOf(const QStringList& files)
{
    const QString file = files.value(0);
    const auto bytes = workspace::readFile(file, largestFile);
    if (!bytes)
        return failure(bytes.error());
    Destination destination;
    destination.files = files;
    switch (workspace::recognise(*bytes)) {
    case workspace::FileContent::Request:
        destination.page = PageId::Enroll;
        return destination;
    case workspace::FileContent::Certificate:
        destination.page = PageId::Certificates;
        return destination;
    case workspace::FileContent::Connectors:
        destination.page = PageId::Settings;
        return destination;
    case workspace::FileContent::KeyStore:
        return failure(ErrorKind::Usage,
            Words::tr("%1 is a key store. Open Settings and drop it on the field it is meant for: "
                      "the client's key store or the trust store.")
                .arg(QFileInfo(file).fileName()));
    case workspace::FileContent::Unknown:
        break;
    }
    return failure(ErrorKind::Usage,
        Words::tr("%1 is neither a certificate request, nor a certificate, nor a connector's "
                  "settings.")
            .arg(QFileInfo(file).fileName()));
}

} // namespace gatehouse::ui
