// SPDX-License-Identifier: Apache-2.0
#pragma once

class QCoreApplication;

// What every program does first.
namespace gatehouse {

/// No core file is ever written: it would hold passwords and keys.
void forbidCoreFiles();

/// Texts in the language of the locale. Without a translation for it, English still needs its
/// plural forms.
void installTranslation(QCoreApplication& application);

} // namespace gatehouse
