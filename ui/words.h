// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>

namespace gatehouse::ui {

/// The translation context of what is no widget's own text: Words::tr("...").
class Words {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::Console)
};

} // namespace gatehouse::ui
