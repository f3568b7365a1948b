// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/command.h>
#include <app/ctl/output.h>
#include <app/ctl/words.h>
#include <core/keystore/keystore.h>

#include <QFileInfo>

namespace gatehouse::ctl {

namespace {

Json toJson(const keystore::KeyStore& store, const QStringList& warnings)
{
    Json json;
    json["type"] = utf8Of(keystore::storeTypeName(store.type));
    json["entries"] = Json::array();
    for (const auto& entry : store.entries) {
        Json item;
        item["alias"] = utf8Of(entry.alias);
        item["kind"] = entry.hasKey ? "private-key" : "trusted-certificate";
        item["chain"] = Json::array();
        for (const auto& certificate : entry.chain)
            item["chain"].push_back(ctl::toJson(certificate));
        json["entries"].push_back(item);
    }
    json["warnings"] = ctl::toJson(warnings);
    return json;
}

void printEntries(Terminal& terminal, const keystore::KeyStore& store)
{
    terminal.out() << Words::tr("%1, %n entries", nullptr, static_cast<int>(store.entries.size()))
                          .arg(keystore::storeTypeName(store.type))
                   << Qt::endl;
    for (const auto& entry : store.entries) {
        terminal.out() << QStringLiteral("%1  [%2]\n")
                              .arg(entry.alias,
                                  entry.hasKey ? Words::tr("private key")
                                               : Words::tr("trusted certificate"));
        if (!entry.chain.isEmpty())
            terminal.out() << describe(entry.chain.first());
    }
    terminal.out().flush();
}

class KeystoreCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("keystore"); }
    QString arguments() const override { return QStringLiteral("FILE"); }
    QString summary() const override
    {
        return Words::tr("Open a key or trust store and show what it holds.");
    }
    int argumentCount() const override { return 1; }
    QList<QCommandLineOption> options() const override
    {
        return { { QStringLiteral("type"),
                     Words::tr("Insist on this type; otherwise it is read from the content."),
                     QStringLiteral("JKS|PKCS12") },
            { QStringLiteral("alias"), Words::tr("Also open the private key of this alias."),
                QStringLiteral("A") },
            jsonOption() };
    }
    QString details() const override
    {
        return Words::tr("Asks for the store password, then with --alias for the key password "
                         "(empty: the same).");
    }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        const bool json = parser.isSet(QStringLiteral("json"));
        auto opened = open(context.terminal(), parser, arguments.first());
        if (!opened)
            co_return report(context.terminal(), opened.error(), json);
        const QStringList warnings =
            keystore::validityWarnings(*opened, QDateTime::currentDateTimeUtc());
        if (json)
            print(context.terminal(), toJson(*opened, warnings));
        else
            printEntries(context.terminal(), *opened);
        for (const QString& warning : warnings)
            context.terminal().err() << Words::tr("Warning: %1").arg(warning) << Qt::endl;
        co_return Done;
    }

private:
    /// The store, with the key of --alias proven to open.
    static Result<keystore::KeyStore> open(
        Terminal& terminal, const QCommandLineParser& parser, const QString& path)
    {
        keystore::OpenRequest request;
        request.name = QFileInfo(path).fileName();
        if (parser.isSet(QStringLiteral("type"))) {
            auto type = keystore::parseStoreType(parser.value(QStringLiteral("type")));
            if (!type)
                return failure(type.error());
            request.expectedType = *type;
        }
        auto password = terminal.secret(Words::tr("Store password"));
        if (!password)
            return failure(password.error());
        request.storePassword = *password;
        auto store = keystore::openFile(path, request);
        if (!store || !parser.isSet(QStringLiteral("alias")))
            return store;
        auto credential =
            openKey(terminal, *store, parser.value(QStringLiteral("alias")), *password);
        if (!credential)
            return failure(credential.error());
        terminal.err() << Words::tr("The private key of “%1” opens (%2).")
                              .arg(credential->alias, credential->key.keyType().toString())
                       << Qt::endl;
        return store;
    }

    /// A JKS's key has a password of its own as a rule, a PKCS #12's by exception: there asking for
    /// one that is not needed would only confuse.
    static Result<keystore::Credential> openKey(Terminal& terminal, const keystore::KeyStore& store,
        const QString& alias, const Secret& storePassword)
    {
        if (store.type != keystore::StoreType::Jks) {
            auto credential = keystore::credential(store, alias, {}, storePassword);
            if (credential || credential.error().cause != u"keystore/wrong-key-password")
                return credential;
        }
        auto keyPassword = terminal.secret(Words::tr("Key password (empty: the store password)"));
        if (!keyPassword)
            return failure(keyPassword.error());
        return keystore::credential(store, alias, *keyPassword, storePassword);
    }
};

} // namespace

std::unique_ptr<Command> keystoreCommand()
{
    return std::make_unique<KeystoreCommand>();
}

} // namespace gatehouse::ctl
