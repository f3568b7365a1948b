// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>

namespace gatehouse::gateway {

/// The translation context of what the gateway says to its administrator: Words::tr("...").
class Words {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::Gateway)
};

} // namespace gatehouse::gateway
