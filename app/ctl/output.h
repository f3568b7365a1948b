// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/ctl/context.h>
#include <core/enrollment/engine.h>
#include <core/json.h>
#include <core/lookup/lookup.h>

#include <QCommandLineParser>

namespace gatehouse::ctl {

using gatehouse::toJson;

/// One JSON document and a line end on standard output.
void print(Terminal& terminal, const Json& document);
Json toJson(const Error& error);
Json toJson(const orders::Order& order);
Json toJson(const pki::Certificate& certificate);
Json toJson(const enrollment::Outcome& outcome);

/// The error's sentence, where to look and how to go on, on standard error; returns the exit code.
/// With --json the error goes to standard output as {"error": {...}} too.
int report(Terminal& terminal, const Error& error, bool json);

/// Whole minutes and seconds: "12 s", "1 min 2 s".
QString durationText(std::chrono::seconds duration);

/// A file of at most `limit` bytes; "-" is standard input. LocalFile error names path and reason.
Result<QByteArray> readInput(const QString& path, qint64 limit);
/// A certificate to --out FILE or standard output, in --format.
Result<void> deliverCertificate(
    Terminal& terminal, const QList<pki::Certificate>& chain, const QCommandLineParser& parser);

/// Subject, serial number, validity and issuer, one a line, for people.
QString describe(const pki::Certificate& certificate);

} // namespace gatehouse::ctl
