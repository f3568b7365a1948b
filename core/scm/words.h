// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>

namespace gatehouse::scm {

/// The translation context of this room: Words::tr("...").
class Words {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::Scm)
};

} // namespace gatehouse::scm
