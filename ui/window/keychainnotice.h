// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secrets/sessionfallbackstore.h>
#include <ui/widgets/messagebar.h>

namespace gatehouse::ui {

/// Says once that there is no usable key chain, and offers to keep passwords for this session only.
class KeyChainNotice final : public QObject {
    Q_OBJECT

public:
    KeyChainNotice(
        std::shared_ptr<secrets::SessionFallbackStore> store, MessageBar* bar, QObject* parent);

    /// Asks the key chain, the first time it is called.
    void probe();

private:
    void ask();
    void say(const Error& error);

    std::shared_ptr<secrets::SessionFallbackStore> m_store;
    MessageBar* m_bar;
    bool m_hasProbed = false;
};

} // namespace gatehouse::ui
