// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/ctl/context.h>
#include <core/enrollment/engine.h>
#include <core/pki/pkcs12.h>

#include <QCommandLineParser>

namespace gatehouse::ctl {

/// `--pkcs12 FILE` and `--legacy`, for the commands that may have to seal a key.
QCommandLineOption pkcs12Option();
QCommandLineOption legacyOption();

/// One line on standard error for each step of an enrollment; on a terminal the wait counts down in
/// place.
enrollment::ProgressSink progressPrinter(Terminal& terminal);

/// Hands an outcome to the user as the options ask (certificate, PKCS #12, JSON), says how to go on
/// where it is pending or failed, and returns the exit code: 0, 3, 4. `password` seals the PKCS
/// #12.
Task<int> deliver(Context& context, std::shared_ptr<connector::Connector> connector,
    enrollment::Outcome outcome, const QCommandLineParser& parser, Secret password);

} // namespace gatehouse::ctl
