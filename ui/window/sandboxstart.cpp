// SPDX-License-Identifier: Apache-2.0
#include <ui/widgets/emptystate.h>
#include <ui/widgets/messagebar.h>
#include <ui/window/pagestack.h>
#include <ui/window/sandboxstart.h>
#include <ui/window/welcomepage.h>

#include <QPushButton>

namespace gatehouse::ui {

SandboxStart::SandboxStart(
    workspace::BuiltInSandbox& sandbox, PageStack* stack, MessageBar* messages)
    : QObject(stack)
    , m_sandbox(sandbox)
    , m_stack(stack)
    , m_messages(messages)
{
}

void SandboxStart::setWelcome(WelcomePage* welcome)
{
    m_welcome = welcome;
    connect(welcome, &WelcomePage::startCancelled, this, &SandboxStart::cancel);
}

void SandboxStart::begin(std::function<void(const Result<QString>&)> then)
{
    const bool isWelcome = m_welcome != nullptr && m_stack->currentWidget() == m_welcome;
    if (isWelcome)
        m_welcome->setStarting(true);
    else
        showNote();
    MessageBar* bar = isWelcome ? m_welcome->messages() : m_messages;
    const std::stop_token token = m_operation.begin();
    const auto finish = [this, token, bar, then = std::move(then)](const Result<QString>& id) {
        if (!m_operation.end(token))
            return;
        if (m_welcome != nullptr)
            m_welcome->setStarting(false);
        if (!id) {
            bar->show(id.error(),
                { { tr("&Try again"), QStringLiteral("startSandboxAgain"),
                    [this] { Q_EMIT againWanted(); } } });
        }
        then(id);
    };
    consume(m_sandbox.start(token), this, finish);
}

void SandboxStart::showNote()
{
    if (m_note == nullptr) {
        m_note = new EmptyState(QStringLiteral("sandbox"), tr("Starting the sandbox…"),
            tr("It takes a moment to make its certificates."), m_stack);
        connect(m_note->addAction(QStringLiteral("cancelStart"), tr("&Cancel")),
            &QPushButton::clicked, this, &SandboxStart::cancel);
    }
    m_stack->showInstead(m_note);
}

} // namespace gatehouse::ui
