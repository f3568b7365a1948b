// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "certificateservice.h"
#include "faults.h"

#include <QStringList>

namespace gatehouse::sandbox {

/// What the command line says.
struct Options {
    QString data; ///< data folder
    std::optional<quint16> port; ///< 0: any free one; nothing: the last start's, if it is free
    Behaviour behaviour;
    QList<Fault> faults;
    bool exitWithParent = false;
    QString text; ///< of --help or --version: to be printed instead of starting
};

/// Reads the command line, the program's name first. Usage error that names the option and says
/// what it takes.
Result<Options> readOptions(const QStringList& arguments);

} // namespace gatehouse::sandbox
