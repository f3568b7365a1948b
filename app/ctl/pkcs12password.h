// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/ctl/terminal.h>

namespace gatehouse::ctl {

/// Asks for the password of a PKCS #12 file that is to be written. An empty one is refused; of one
/// that some program will not take, standard error warns.
Result<Secret> newPkcs12Password(Terminal& terminal);

} // namespace gatehouse::ctl
