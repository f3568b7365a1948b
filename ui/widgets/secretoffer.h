// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secrets/secretstore.h>
#include <ui/widgets/messagebar.h>

namespace gatehouse::ui {

/// What a person can do about secrets that could not be kept: have them kept until the program
/// ends, or try again. None for an error of another kind.
QList<MessageBar::Action> secretActions(const std::shared_ptr<secrets::SecretStore>& store,
    const Error& error, const std::function<void()>& again);

} // namespace gatehouse::ui
