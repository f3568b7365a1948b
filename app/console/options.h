// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>
#include <ui/theme.h>

#include <optional>

namespace gatehouse::console {

/// What the command line says.
struct Options {
    bool isReadOnly = false;
    QString credentials; ///< a credentials directory; empty: none
    std::optional<ui::Appearance> appearance; ///< for this run, whatever was chosen before
    QString text; ///< of --help or --version: to be printed instead of starting
};

/// Reads the command line, the program's name first. Usage error that names the option.
Result<Options> readOptions(const QStringList& arguments);

/// "light", "dark", "system": on the command line and among what the console remembers.
QString appearanceName(ui::Appearance appearance);
std::optional<ui::Appearance> parseAppearance(QStringView name);

} // namespace gatehouse::console
