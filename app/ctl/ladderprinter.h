// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/ctl/terminal.h>
#include <core/connector/connectioncheck.h>

namespace gatehouse::ctl {

/// Prints each rung of the connection check as it ends, on standard output.
connector::StepSink ladderPrinter(Terminal& terminal);

} // namespace gatehouse::ctl
