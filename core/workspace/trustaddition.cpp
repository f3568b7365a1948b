// SPDX-License-Identifier: Apache-2.0
#include <core/connector/connectorsecrets.h>
#include <core/http/tlspeer.h>
#include <core/keystore/keystore.h>
#include <core/pki/inbackground.h>
#include <core/workspace/files.h>
#include <core/workspace/secrettransaction.h>
#include <core/workspace/trustaddition.h>
#include <core/workspace/words.h>

#include <QCoro/QCoroFuture>
#include <QFileInfo>
#include <QPointer>

namespace gatehouse::workspace {

namespace {

const QString trustStoreKey = QStringLiteral("ssl-trust-store");
const QString trustStoreTypeKey = QStringLiteral("ssl-truststore-type");
const QString trustStorePasswordKey = QStringLiteral("ssl-trust-store-password");

const Error* untrustedIssuer(const connector::CheckReport& report)
{
    for (const connector::StepResult& step : report.steps) {
        if (step.failure && step.failure->cause == u"tls/untrusted-issuer")
            return &*step.failure;
    }
    return nullptr;
}

/// The topmost CA certificate of the path that the server sent, or its own if that signed itself.
pki::Certificate candidate(const QList<pki::Certificate>& chain)
{
    const QList<pki::Certificate> path = pki::buildChain(chain.first(), chain);
    if (path.size() > 1)
        return path.last().isCa() ? path.last() : pki::Certificate();
    return path.first().isSelfIssued() ? path.first() : pki::Certificate();
}

Error fileExists(const QString& path)
{
    Error error = Error::of(ErrorKind::LocalFile,
        Words::tr("The file %1 is there already and is left as it is. Choose another name.")
            .arg(path));
    error.cause = QStringLiteral("trust/file-exists");
    return error;
}

Result<QList<pki::Certificate>> anchorsOf(
    const settings::ConnectorSettings& settings, const connector::ConnectorSecrets& secrets)
{
    keystore::OpenRequest request;
    const QString path = settings.value(trustStoreKey);
    request.name = QFileInfo(path).fileName();
    request.storePassword = secrets.value(trustStorePasswordKey);
    auto store = keystore::openFile(path, request);
    if (!store)
        return failure(store.error());
    return keystore::trustAnchors(*store);
}

} // namespace

std::optional<TrustOffer> trustOffer(
    const settings::ConnectorSettings& settings, const connector::CheckReport& report)
{
    if (untrustedIssuer(report) == nullptr || report.chain.isEmpty())
        return std::nullopt;
    TrustOffer offer;
    offer.host = QUrl(settings.value(u"url")).host();
    offer.issuer = report.chain.first().issuer().toString();
    const pki::Certificate certificate = candidate(report.chain);
    if (certificate.isNull()) {
        offer.obstacle = Words::tr("The connection did not bring along the certificate of “%1” "
                                   "itself. Ask whoever runs the network for it, and add it to the "
                                   "trust store.")
                             .arg(offer.issuer);
        return offer;
    }
    if (const auto refusal = http::verifyPeer(report.chain, offer.host, { certificate })) {
        offer.obstacle =
            Words::tr("Trusting “%1” would not be enough: %2").arg(offer.issuer, refusal->message);
        return offer;
    }
    offer.certificate = certificate;
    return offer;
}

QString suggestedTrustFile(
    const settings::ConnectorSettings& settings, const settings::HomeFolders& home)
{
    const QFileInfo present(settings.value(trustStoreKey));
    const bool beside = present.exists() && QFileInfo(present.absolutePath()).isWritable();
    const QDir folder = beside ? present.absoluteDir() : home.config;
    const QString stem =
        beside ? present.completeBaseName() : settings.id + QLatin1String("-trust");
    for (int number = 1;; ++number) {
        const QString ending = number == 1 ? QString() : u'-' + QString::number(number);
        QString path =
            folder.filePath(stem + QLatin1String("-extended") + ending + QLatin1String(".pem"));
        if (!QFileInfo::exists(path))
            return path;
    }
}

QByteArray trustBundle(const QList<pki::Certificate>& anchors, const pki::Certificate& added)
{
    QByteArray bundle;
    QList<pki::Certificate> written;
    for (const pki::Certificate& certificate : anchors + QList<pki::Certificate> { added }) {
        if (written.contains(certificate))
            continue;
        written.append(certificate);
        // A name may hold anything, also what looks like armour: one line, and no dashes in a row.
        QString name = certificate.subject().toString().simplified();
        name.replace(QStringLiteral("--"), QStringLiteral("- -"));
        bundle += "# " + name.toUtf8() + '\n' + certificate.toPem();
    }
    return bundle;
}

Task<Result<settings::ConnectorSettings>> extendTrustStore(Workspace& workspace,
    settings::ConnectorSettings settings, SecretChanges unsaved, pki::Certificate certificate,
    QString path, std::stop_token stop)
{
    if (QFileInfo::exists(path))
        co_return failure(fileExists(path));
    const auto store = withUnsaved(workspace.secrets(), settings, unsaved);
    auto secrets = co_await connector::readSecrets(settings, store);
    if (!secrets)
        co_return failure(secrets.error());
    const connector::ConnectorSecrets known = *secrets;
    const QFuture<Result<QList<pki::Certificate>>> opening =
        pki::inBackground([settings, known] { return anchorsOf(settings, known); });
    const auto anchors = co_await opening;
    if (!anchors)
        co_return failure(anchors.error());
    // From here on nothing waits: who asked for the file is still there to name it.
    if (stop.stop_requested())
        co_return failure(Error::cancelled());
    const QByteArray bundle = trustBundle(*anchors, certificate);
    if (auto written = writeFile(path, bundle, FilePrivacy::Shared); !written)
        co_return failure(written.error());
    settings::ConnectorSettings after = settings;
    after.properties.insert(trustStoreKey, path);
    after.properties.insert(trustStoreTypeKey, QStringLiteral("PEM"));
    co_return after;
}

Task<Result<settings::ConnectorSettings>> addTrustedCertificate(
    Workspace& workspace, QString connectorId, pki::Certificate certificate, QString path)
{
    const auto loaded = workspace.load(connectorId);
    if (!loaded)
        co_return failure(loaded.error());
    const settings::ConnectorSettings& before = *loaded;
    const QPointer<Workspace> alive(&workspace);
    const SecretChanges none;
    const std::stop_token never;
    const auto after = co_await extendTrustStore(workspace, before, none, certificate, path, never);
    if (!after)
        co_return failure(after.error());
    if (!alive) {
        QFile::remove(path);
        co_return failure(Error::cancelled());
    }
    const settings::ConnectorSettings& changed = *after;
    auto saved = co_await alive->save(changed, none);
    if (!saved) {
        QFile::remove(path);
        co_return failure(saved.error());
    }
    co_return before;
}

} // namespace gatehouse::workspace
