// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/clock.h>
#include <core/connector/connectorsecrets.h>
#include <core/secrets/overlaystore.h>
#include <core/secrets/sessionfallbackstore.h>
#include <tests/ui/nokeychain.h>
#include <ui/check/checkladder.h>
#include <ui/forms/connectorform.h>
#include <ui/forms/formfield.h>
#include <ui/forms/secreteditor.h>
#include <ui/settings/exportpanel.h>
#include <ui/settings/settingspage.h>
#include <ui/settings/trypanel.h>
#include <ui/uistate.h>
#include <ui/widgets/messagebar.h>

#include <QAction>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

/// What the tests of the Settings page share: the page on a home folder of its own.
namespace settingsdesk {

using namespace gatehouse;
using namespace gatehouse::ui;
using settings::ConnectorSettings;

inline QString text(const char* utf8)
{
    return QString::fromUtf8(utf8);
}

using testsupport::NoKeyChain;

/// A key chain that can be locked, and asks nobody.
class LockableKeyChain final : public secrets::SecretStore {
public:
    void setLocked(bool isLocked) { m_isLocked = isLocked; }

    Task<Result<std::optional<Secret>>> read(secrets::SecretName name) override
    {
        if (m_isLocked) {
            const Error error = locked();
            co_return failure(error);
        }
        co_return co_await m_store->read(name);
    }
    Task<Result<void>> write(secrets::SecretName name, Secret value) override
    {
        co_return co_await m_store->write(name, value);
    }
    Task<Result<void>> remove(secrets::SecretName name) override
    {
        if (m_isLocked) {
            const Error error = locked();
            co_return failure(error);
        }
        co_return co_await m_store->remove(name);
    }
    Task<bool> isLocked(secrets::SecretName name) override
    {
        const auto stored = co_await m_store->read(name);
        co_return m_isLocked&& stored && stored->has_value();
    }
    bool isPersistent() const override { return true; }
    bool isWritable() const override { return true; }
    QString description() const override { return text("key chain"); }

private:
    static Error locked()
    {
        Error error = Error::of(ErrorKind::SecretStore, text("The key chain is locked."));
        error.cause = text("secrets/locked");
        return error;
    }

    std::unique_ptr<secrets::SecretStore> m_store = secrets::sessionStore();
    bool m_isLocked = false;
};

inline ConnectorSettings sample(const char* id)
{
    ConnectorSettings settings;
    settings.uuid = QUuid::createUuid();
    settings.id = text(id);
    settings.properties = { { text("customer-uri"), text("acme") }, { text("org-id"), text("7") },
        { text("url"), text("https://cert-manager.com/api") }, { text("login"), text("admin") },
        { text("ssl-trust-store"), text("/etc/trust.p12") } };
    return settings;
}

/// A page on a home folder of its own.
struct Desk {
    explicit Desk(std::shared_ptr<secrets::SecretStore> store = secrets::sessionStore(),
        workspace::Access access = workspace::Access::Full)
        : secretStore(std::move(store))
        , workspace(
              { { QDir(folder.filePath(text("config"))), QDir(folder.filePath(text("data"))) },
                  secretStore, std::make_shared<SystemClock>(), access })
        , state(folder.filePath(text("ui.ini")))
        , page(workspace, state)
    {
        page.resize(900, 600);
        page.show();
        page.activateWindow();
        static_cast<void>(QTest::qWaitForWindowActive(&page));
    }

    /// Saves a connector with its passwords, past the page.
    void add(const char* id) { put(sample(id)); }
    void put(const ConnectorSettings& settings)
    {
        workspace::SecretChanges changes;
        changes.written.insert(text("login-password"), Secret::fromString(text("old")));
        changes.written.insert(text("ssl-trust-store-password"), Secret::fromString(text("t")));
        bool isDone = false;
        consume(workspace.save(settings, changes), &page, [&isDone](const Result<void>& result) {
            QVERIFY2(result, qPrintable(result ? QString() : result.error().message));
            isDone = true;
        });
        QTRY_VERIFY(isDone);
    }
    void show(const char* id)
    {
        page.showConnector(text(id));
        QTRY_VERIFY(form()->isEnabled() && form()->original().id == text(id));
    }
    std::optional<Secret> secret(const char* id, const char* key)
    {
        std::optional<Secret> found;
        bool isDone = false;
        const auto settings = workspace.load(text(id));
        const auto name = connector::secretName(*settings, text(key));
        consume(secretStore->read(name), &page, [&](const Result<std::optional<Secret>>& read) {
            found = read.value_or(std::nullopt);
            isDone = true;
        });
        [&] { QTRY_VERIFY(isDone); }();
        return found;
    }
    ConnectorForm* form() { return page.findChild<ConnectorForm*>(text("connectorForm")); }
    void enter(const char* key, const QString& value)
    {
        form()->field(text(key))->editor()->setValue(value);
        Q_EMIT form()->field(text(key))->editor()->left();
    }
    void enterAll()
    {
        enter("id", text("sectigo-1"));
        enter("customer-uri", text("acme"));
        enter("org-id", text("7"));
        enter("url", text("https://cert-manager.com/api"));
        enter("login", text("admin"));
        enter("login-password", text("new"));
        enter("ssl-trust-store", text("/etc/trust.p12"));
        enter("ssl-trust-store-password", text("trust"));
    }
    MessageBar* message() { return page.findChild<MessageBar*>(text("messageBar")); }
    QPushButton* button(const char* name) { return page.findChild<QPushButton*>(text(name)); }
    void click(const char* name)
    {
        QVERIFY2(button(name) != nullptr, name);
        button(name)->click();
    }
    QAction* action(const char* name) { return page.findChild<QAction*>(text(name)); }

    QTemporaryDir folder;
    std::shared_ptr<secrets::SecretStore> secretStore;
    workspace::Workspace workspace;
    UiState state;
    SettingsPage page;
};

} // namespace settingsdesk
