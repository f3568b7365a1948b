// SPDX-License-Identifier: Apache-2.0
#include <ui/async.h>
#include <ui/window/keychainnotice.h>

namespace gatehouse::ui {

KeyChainNotice::KeyChainNotice(
    std::shared_ptr<secrets::SessionFallbackStore> store, MessageBar* bar, QObject* parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_bar(bar)
{
}

void KeyChainNotice::probe()
{
    if (m_hasProbed || m_store->isSessionAllowed())
        return;
    m_hasProbed = true;
    ask();
}

void KeyChainNotice::ask()
{
    // No secret goes by this name: all that counts is whether the key chain answers.
    const secrets::SecretName nothing { {}, {}, QStringLiteral("probe") };
    consume(m_store->read(nothing), this, [this](const auto& answer) {
        if (!answer)
            say(answer.error());
    });
}

void KeyChainNotice::say(const Error& error)
{
    m_bar->show(Tone::Warning,
        tr("%1 What is kept for this session only is gone when Gatehouse is closed: passwords, and "
           "the private keys of orders that wait.")
            .arg(error.message),
        { { tr("Keep for this &session"), QStringLiteral("allowSession"),
              [this] { m_store->allowSession(); } },
            { tr("&Try again"), QStringLiteral("probeAgain"), [this] { ask(); } } });
}

} // namespace gatehouse::ui
