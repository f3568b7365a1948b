// SPDX-License-Identifier: Apache-2.0
#include <core/secrets/overlaystore.h>
#include <core/secrets/sessionfallbackstore.h>
#include <ui/widgets/secretoffer.h>
#include <ui/words.h>

namespace gatehouse::ui {

namespace {

/// The store of the console, which may stand behind the secrets of the built-in sandbox.
std::shared_ptr<secrets::SessionFallbackStore> fallbackOf(
    const std::shared_ptr<secrets::SecretStore>& store)
{
    if (const auto overlay = std::dynamic_pointer_cast<secrets::OverlayStore>(store))
        return fallbackOf(overlay->lasting());
    return std::dynamic_pointer_cast<secrets::SessionFallbackStore>(store);
}

} // namespace

QList<MessageBar::Action> secretActions(const std::shared_ptr<secrets::SecretStore>& store,
    const Error& error, const std::function<void()>& again)
{
    if (error.kind != ErrorKind::SecretStore)
        return {};
    QList<MessageBar::Action> actions;
    const auto fallback = fallbackOf(store);
    if (fallback && !fallback->isSessionAllowed()) {
        actions.append({ Words::tr("Keep for this session only"), QStringLiteral("sessionOnly"),
            [fallback, again] {
                fallback->allowSession();
                again();
            } });
    }
    actions.append({ Words::tr("Try again"), QStringLiteral("tryAgain"), again });
    return actions;
}

} // namespace gatehouse::ui
