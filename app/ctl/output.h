// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/ctl/context.h>
#include <core/enrollment/engine.h>
#include <core/lookup/lookup.h>

#include <QCommandLineParser>

#include <nlohmann/json_fwd.hpp>

namespace gatehouse::ctl {

using Json = nlohmann::ordered_json;

/// One JSON document and a line end on standard output.
void print(Terminal& terminal, const Json& document);
std::string toStd(const QString& text);
Json toJson(const QStringList& list);
Json toJson(const Error& error);
Json toJson(const orders::Order& order);
Json toJson(const pki::Certificate& certificate);
Json toJson(const enrollment::Outcome& outcome);

/// The error's sentence, where to look and how to go on, on standard error; returns the exit code.
/// With --json the error goes to standard output as {"error": {...}} too.
int report(Terminal& terminal, const Error& error, bool json);

/// Whole minutes and seconds: "12 s", "1 min 2 s".
QString durationText(std::chrono::seconds duration);

/// The bytes of an issued certificate: PEM with its chain, DER of the leaf, or PKCS #7 with the
/// chain. Usage error for another word.
Result<QByteArray> certificateBytes(const QList<pki::Certificate>& chain, const QString& format);
/// Whether `certificateBytes` knows the word.
Result<void> checkFormat(const QString& format);
/// Writes atomically; a private file gets mode 0600. LocalFile error names path and reason.
Result<void> writeFile(const QString& path, const QByteArray& bytes, bool isPrivate);
/// Reads at most `limit` bytes; "-" is standard input. LocalFile error names path and reason.
Result<QByteArray> readFile(const QString& path, qint64 limit);
/// A certificate to --out FILE or standard output, in --format.
Result<void> deliverCertificate(
    Terminal& terminal, const QList<pki::Certificate>& chain, const QCommandLineParser& parser);

/// Subject, serial number, validity and issuer, one a line, for people.
QString describe(const pki::Certificate& certificate);

} // namespace gatehouse::ctl
