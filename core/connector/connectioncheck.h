// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/connector/connector.h>

#include <chrono>
#include <functional>

namespace gatehouse::connector {

/// The rungs of the connection check, in order. With a proxy the name looked up is the proxy's and
/// TCP to the CA is the proxy's business.
enum class CheckStep {
    Settings,
    Stores,
    NameLookup,
    Proxy,
    Tcp,
    Tls,
    Authentication,
    Organization,
    Profiles
};
QString checkStepTitle(CheckStep step); ///< translated: "Name lookup"
QString checkStepName(CheckStep step); ///< stable: "name-lookup"

enum class StepState { Running, Passed, Warned, Failed, Skipped };
QString stepStateName(StepState state); ///< "passed"

struct StepResult {
    CheckStep step = CheckStep::Settings;
    StepState state = StepState::Running;
    std::chrono::milliseconds duration { 0 };
    QString
        finding; ///< what was seen, one sentence: addresses, protocol and issuer, organization name
    std::optional<Error> failure; ///< with `setting` naming where to look
};

struct CheckReport {
    QList<StepResult> steps; ///< every step, also the skipped ones
    QList<pki::Certificate> chain; ///< what the server (or something between) showed in TLS
    bool works = false;
    QString conclusion; ///< one sentence: works, or which setting to look at
};

/// Called when a step begins (Running) and when it has ended.
using StepSink = std::function<void(const StepResult&)>;

/// Runs the ladder until a step fails. Changes nothing anywhere. Stopping fails the current step as
/// cancelled.
Task<CheckReport> checkConnection(settings::ConnectorSettings settings, Environment environment,
    StepSink sink, std::stop_token stop);

} // namespace gatehouse::connector
