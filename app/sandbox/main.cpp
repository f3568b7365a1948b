// SPDX-License-Identifier: Apache-2.0
#include "lifetime.h"
#include "options.h"
#include "sandbox.h"
#include <core/http/server.h>

#include <QCoreApplication>
#include <QLockFile>
#include <QTextStream>

#include <cstdio>

using namespace gatehouse;
using namespace gatehouse::sandbox;

namespace {

constexpr int exitUsage = 2;
constexpr int exitFailed = 4;
constexpr std::chrono::milliseconds grace = std::chrono::seconds(1);

Task<http::ServerResponse> answer(Sandbox* stage, http::ServerRequest request)
{
    co_return stage->answer(request);
}

http::ServerResponse errorBody(int status, const QString& reason)
{
    return errorResponse({ .status = status, .code = -1, .description = reason });
}

std::unique_ptr<http::Server> makeServer(
    Sandbox* stage, const Identity& identity, const QHostAddress& address, quint16 port)
{
    http::ServerSettings settings;
    settings.address = address;
    settings.port = port;
    settings.key = identity.key;
    settings.chain = identity.chain;
    settings.clientAnchors = { stage->authority().root(), stage->authority().issuing() };
    return std::make_unique<http::Server>(
        settings,
        [stage](http::ServerRequest request, const std::stop_token&) {
            return answer(stage, std::move(request));
        },
        errorBody);
}

/// The wanted port; without one the last start's, and any free one when somebody else has that.
Result<std::unique_ptr<http::Server>> listen(
    Sandbox* stage, const Identity& identity, std::optional<quint16> port)
{
    auto server = makeServer(stage, identity, QHostAddress(QHostAddress::LocalHost),
        port.value_or(stage->rememberedPort()));
    Result<void> listening = server->listen();
    if (!listening && !port) {
        server = makeServer(stage, identity, QHostAddress(QHostAddress::LocalHost), 0);
        listening = server->listen();
    }
    if (!listening)
        return failure(listening.error());
    return server;
}

Task<void> end(http::Server* ipv4, http::Server* ipv6)
{
    co_await ipv6->close(std::chrono::milliseconds(0));
    co_await ipv4->close(grace);
    QCoreApplication::quit();
}

int report(const Error& error)
{
    QTextStream(stderr) << "gatehouse-sandbox: " << error.message
                        << (error.detail.isEmpty() ? QString()
                                                   : QStringLiteral(" (%1)").arg(error.detail))
                        << Qt::endl;
    return error.kind == ErrorKind::Usage ? exitUsage : exitFailed;
}

int run(const Options& options)
{
    const DataFolder folder(options.data);
    if (const Result<void> made = folder.create(); !made)
        return report(made.error());
    QLockFile lock(folder.lockFile());
    if (!lock.tryLock()) {
        return report(Error::of(ErrorKind::LocalFile,
            QCoreApplication::translate("gatehouse::Sandbox",
                "Another sandbox uses %1. End it, or name another folder with --data.")
                .arg(folder.path())));
    }
    SystemClock clock;
    const Result<std::unique_ptr<Sandbox>> opened = Sandbox::open(folder, options.behaviour, clock);
    if (!opened)
        return report(opened.error());
    Sandbox* stage = opened->get();
    for (const Fault& fault : options.faults)
        stage->addFault(fault);
    const Result<Identity> identity = stage->authority().serverIdentity(clock.now());
    if (!identity)
        return report(identity.error());
    const Result<std::unique_ptr<http::Server>> server = listen(stage, *identity, options.port);
    if (!server)
        return report(server.error());
    const quint16 port = (*server)->port();
    // "localhost" may mean ::1 first. Where IPv6 is off, or its port is taken, clients fall back by
    // themselves.
    const std::unique_ptr<http::Server> ipv6 =
        makeServer(stage, *identity, QHostAddress(QHostAddress::LocalHostIPv6), port);
    [[maybe_unused]] const Result<void> alsoListening = ipv6->listen();
    if (const Result<void> announced = stage->announce(port); !announced)
        return report(announced.error());

    const Lifetime lifetime(options.exitWithParent, [&] { end(server->get(), ipv6.get()); });
    const QByteArray line =
        toBytes(stage->readyLine(port, QCoreApplication::applicationPid())) + '\n';
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stdout);
    std::fflush(stdout);
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char* argv[])
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("gatehouse-sandbox"));
    QCoreApplication::setApplicationVersion(QStringLiteral(GATEHOUSE_VERSION));
    const Result<Options> options = readOptions(QCoreApplication::arguments());
    if (!options)
        return report(options.error());
    if (!options->text.isEmpty()) {
        QTextStream(stdout) << options->text;
        return 0;
    }
    return run(*options);
}
