// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/builtinsandbox.h>
#include <ui/async.h>

#include <QObject>

namespace gatehouse::ui {

class EmptyState;
class MessageBar;
class PageStack;
class WelcomePage;

/// The start of the sandbox as a person sees it: progress that can be cancelled, in the welcome or
/// in place of a page, and the reason when it fails.
class SandboxStart final : public QObject {
    Q_OBJECT

public:
    /// `messages` takes the failure where the welcome does not show.
    SandboxStart(workspace::BuiltInSandbox& sandbox, PageStack* stack, MessageBar* messages);

    /// The one that shows the progress while it is what the stack shows.
    void setWelcome(WelcomePage* welcome);
    bool isRunning() const { return m_operation.isRunning(); }
    void cancel() { m_operation.cancel(); }
    /// Starts it. `then` is called with the connector's id or the error; not at all when another
    /// start overtakes this one.
    void begin(std::function<void(const Result<QString>&)> then);

Q_SIGNALS:
    void againWanted();

private:
    void showNote();

    workspace::BuiltInSandbox& m_sandbox;
    PageStack* m_stack;
    MessageBar* m_messages;
    WelcomePage* m_welcome = nullptr;
    EmptyState* m_note = nullptr;
    Operation m_operation;
};

} // namespace gatehouse::ui
