// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/workspace.h>
#include <tests/bench/gateway/barecore.h>

#include <QCoroTask>
#include <QDir>

#include <chrono>
#include <vector>

namespace gatehouse::bench {

namespace {

using ConnectorPointer = std::shared_ptr<connector::Connector>;

struct Work {
    QString profile;
    QStringList requests;
    qsizetype next = 0;
};

/// One after the other, until there are none left.
Task<void> enrollInTurn(ConnectorPointer connector, Work* work)
{
    while (work->next < work->requests.size()) {
        enrollment::EnrollmentRequest request;
        request.profileId = work->profile;
        request.csr =
            pki::CertificateRequest::parse(work->requests.at(work->next++).toLatin1()).value();
        request.requestedBy = QStringLiteral("bench");
        const auto plan = co_await connector->plan(request, {});
        if (!plan)
            qFatal("%s", qPrintable(plan.error().message));
        const enrollment::Plan decided = *plan;
        const enrollment::ProgressSink nobody = [](const enrollment::Progress&) {};
        const auto outcome = co_await connector->engine()->enroll(decided, nobody, {});
        if (!outcome)
            qFatal("%s", qPrintable(outcome.error().message));
        if (outcome->state != enrollment::Outcome::State::Issued)
            qFatal("not issued: %s",
                qPrintable(outcome->failure ? outcome->failure->message : QString()));
    }
}

Task<void> enrollAll(ConnectorPointer connector, Work* work, int inFlight)
{
    std::vector<Task<void>> workers;
    for (int i = 0; i < inFlight; ++i)
        workers.push_back(enrollInTurn(connector, work));
    for (Task<void>& worker : workers)
        co_await worker;
}

} // namespace

double enrollWithCore(const CoreRun& run, const QStringList& requests)
{
    workspace::Workspace::Parts parts;
    parts.home = { QDir(run.home + QStringLiteral("/config")),
        QDir(run.home + QStringLiteral("/data")) };
    parts.secrets = secrets::credentialsDirectoryStore(run.credentials);
    parts.clock = std::make_shared<SystemClock>();
    workspace::Workspace workspace(std::move(parts));
    const auto opened = QCoro::waitFor(workspace.open(run.connector));
    if (!opened)
        qFatal("%s", qPrintable(opened.error().message));
    Work work { run.profile, requests };
    const auto start = std::chrono::steady_clock::now();
    QCoro::waitFor(enrollAll(*opened, &work, run.inFlight));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace gatehouse::bench
