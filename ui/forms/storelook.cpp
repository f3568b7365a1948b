// SPDX-License-Identifier: Apache-2.0
#include <core/connector/transportsettings.h>
#include <ui/format.h>
#include <ui/forms/storelook.h>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace gatehouse::ui {

namespace {

/// What core/keystore reads at most; one byte more is enough for it to say so.
constexpr qint64 readAtMost = qint64 { 64 } * 1024 * 1024 + 1;

StoreEntry entryOf(const QString& alias, const pki::Certificate& certificate)
{
    StoreEntry entry;
    entry.alias = alias;
    entry.subject = shortName(certificate.subject());
    entry.issuer = shortName(certificate.issuer());
    entry.subjectName = certificate.subject().toString();
    entry.issuerName = certificate.issuer().toString();
    if (const auto type = certificate.keyType())
        entry.keyType = type->toString();
    entry.notBefore = certificate.notBefore();
    entry.notAfter = certificate.notAfter();
    return entry;
}

QList<StoreEntry> keysOf(const keystore::KeyStore& store)
{
    QList<StoreEntry> keys;
    QList<StoreEntry> others;
    for (const keystore::Entry& stored : store.entries) {
        StoreEntry entry;
        if (stored.chain.isEmpty())
            entry.alias = stored.alias;
        else
            entry = entryOf(stored.alias, stored.chain.first());
        entry.hasKey = stored.hasKey;
        entry.isChoosable = stored.hasKey;
        (stored.hasKey ? keys : others).append(entry);
    }
    return keys + others;
}

QList<StoreEntry> trustedOf(const keystore::KeyStore& store, const QList<pki::Certificate>& anchors)
{
    QList<StoreEntry> trusted;
    for (const pki::Certificate& anchor : anchors) {
        const auto holder = std::ranges::find_if(store.entries,
            [&anchor](const keystore::Entry& entry) { return entry.chain.contains(anchor); });
        trusted.append(entryOf(holder == store.entries.end() ? QString() : holder->alias, anchor));
    }
    return trusted;
}

void openKey(StoreLook& look, const keystore::KeyStore& store, const StoreQuestion& question)
{
    look.entries = keysOf(store);
    const auto credential = keystore::credential(store, question.alias, {}, question.password);
    look.opensKey = credential.has_value();
    if (credential)
        return;
    look.failure = credential.error();
    if (credential.error().cause == QLatin1String("keystore/wrong-key-password"))
        look.failure = connector::onePasswordNeeded(credential.error(), question.path);
}

} // namespace

StoreLook lookInto(const StoreQuestion& question)
{
    StoreLook look;
    const QString name = QFileInfo(question.path).fileName();
    keystore::OpenRequest request { name, std::nullopt, question.password };
    QFile file(question.path);
    if (!QFileInfo(question.path).isFile() || !file.open(QIODevice::ReadOnly)) {
        // The store's own reading knows a sentence for each reason.
        const auto opened = keystore::openFile(question.path, request);
        look.failure = opened ? std::nullopt : std::optional(opened.error());
        return look;
    }
    const QByteArray bytes = file.read(readAtMost);
    const auto type = keystore::detectType(bytes, name);
    if (!type) {
        look.failure = type.error();
        return look;
    }
    look.type = *type;
    if (const auto configured = keystore::parseStoreType(question.type);
        configured && !question.type.isEmpty())
        request.expectedType = *configured;
    const auto store = keystore::open(bytes, request);
    if (!store) {
        look.wantsPassword = !question.hasPassword
            && store.error().cause == QLatin1String("keystore/wrong-store-password");
        if (!look.wantsPassword)
            look.failure = store.error();
        return look;
    }
    look.isOpen = true;
    if (question.purpose == StorePurpose::ClientKey) {
        openKey(look, *store, question);
        return look;
    }
    const auto anchors = keystore::trustAnchors(*store);
    if (anchors)
        look.entries = trustedOf(*store, *anchors);
    else
        look.failure = anchors.error();
    return look;
}

} // namespace gatehouse::ui
