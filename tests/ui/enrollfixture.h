// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/privatekey.h>
#include <tests/support/sandboxpeer.h>
#include <ui/enroll/enrollpage.h>
#include <ui/uistate.h>

namespace gatehouse::testsupport {

/// A home folder with the sandbox's connector in it, and the Enroll page over it.
class EnrollFixture {
public:
    /// Starts a sandbox that issues after `issueAfter` seconds.
    explicit EnrollFixture(const QString& issueAfter = QStringLiteral("0"));
    ~EnrollFixture();

    bool isReady() const { return m_problem.isEmpty(); }
    QString problem() const { return m_problem; }
    SandboxPeer& sandbox() { return m_sandbox; }
    workspace::Workspace& workspace() { return *m_workspace; }
    ui::EnrollPage& page() { return *m_page; }
    const QTemporaryDir& home() const { return m_home; }
    ui::UiState& state() { return m_state; }

    /// Another run of the program on the same home: page and workspace are new.
    void restart() { restart(m_secrets); }
    void restart(std::shared_ptr<secrets::SecretStore> secrets);
    const std::shared_ptr<secrets::SecretStore>& secrets() const { return m_secrets; }
    /// A page that has seen nothing yet, on the sandbox's connector.
    void freshPage();

    static constexpr auto connectorId = "sandbox";

    template <class T> T* find(const char* name) const
    {
        return m_page->findChild<T*>(QString::fromLatin1(name));
    }
    bool isShown(const char* name) const;
    QString labelText(const char* name) const;
    QString noteText(const char* name) const; ///< of an InlineNote
    /// What a person does; false when it was not possible in time.
    bool click(const char* button);
    bool chooseProfile(const QString& profile);
    void paste(const QByteArray& text);
    bool answerSaveDialog(const QString& path);
    bool waitFor(const char* shown);
    /// From the form to the end of the order, or to its first wait.
    bool orderCsr(const QString& profile, const QByteArray& csr);

    static constexpr int patience = 15000; ///< milliseconds; the back-off waits for seconds

    /// How often an enroll request came to the sandbox.
    int enrollCalls();
    /// Sectigo's number of the only order that is tracked.
    qint64 trackedSslId();

private:
    void prepare();
    void open();

    SandboxPeer m_sandbox;
    QTemporaryDir m_home;
    ui::UiState m_state;
    std::shared_ptr<secrets::SecretStore> m_secrets;
    std::unique_ptr<workspace::Workspace> m_workspace;
    std::unique_ptr<ui::EnrollPage> m_page;
    QString m_problem;
};

/// A request in PEM.
QByteArray csrPem(const QString& subject, pki::KeyType type = { pki::KeyAlgorithm::Ec, 256 },
    const QStringList& names = {});

} // namespace gatehouse::testsupport
