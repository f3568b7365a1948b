// SPDX-License-Identifier: Apache-2.0
// What asks the gateway (and nginx, which it is compared with): see `run` beside it.
#include <core/pki/certificaterequest.h>
#include <tests/bench/gateway/barecore.h>
#include <tests/bench/gateway/httpsclient.h>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QTextStream>

#include <boost/asio/co_spawn.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <stdexcept>
#include <vector>

using namespace gatehouse;
using namespace gatehouse::bench;
namespace asio = boost::asio;
using Seconds = std::chrono::duration<double>;
using SteadyClock = std::chrono::steady_clock;

namespace {

/// What all connections of a run share. One thread.
struct Run {
    explicit Run(Peer asked)
        : peer(std::move(asked))
    {
    }

    Peer peer;
    asio::io_context io;
    asio::ssl::context tls { tlsContext(peer) };
    std::vector<std::string> requests; ///< sent in turn, from the first again behind the last
    std::size_t total = 0; ///< how many are sent
    std::size_t sent = 0;
    int expectedStatus = 200;
    std::vector<double> latencies; ///< seconds
    std::size_t openConnections = 0;
};

void failWith(std::exception_ptr error)
{
    if (error)
        std::rethrow_exception(error);
}

void check(const Run& run, const Answer& answer)
{
    if (answer.status != run.expectedStatus)
        throw std::runtime_error(std::to_string(answer.status) + ": " + answer.body);
}

asio::awaitable<void> ask(Run& run)
{
    HttpsConnection connection(run.io, run.tls);
    co_await connection.open(run.peer.port);
    while (run.sent < run.total) {
        const std::string& request = run.requests.at(run.sent++ % run.requests.size());
        const auto start = SteadyClock::now();
        const Answer answer = co_await connection.exchange(request);
        run.latencies.push_back(Seconds(SteadyClock::now() - start).count());
        check(run, answer);
    }
}

/// All connections ask until all is sent; how long that took, handshakes included.
double askAll(Run& run, int connections)
{
    const auto start = SteadyClock::now();
    for (int i = 0; i < connections; ++i)
        asio::co_spawn(run.io, ask(run), failWith);
    run.io.run();
    return Seconds(SteadyClock::now() - start).count();
}

double percentile(std::vector<double>& values, double part)
{
    std::ranges::sort(values);
    const auto place = static_cast<std::size_t>(part * static_cast<double>(values.size()));
    return values.at(std::min(place, values.size() - 1));
}

/// Opens connections, a few at a time, writes `bytes` on each and keeps them.
asio::awaitable<void> holdSome(Run& run, std::vector<std::unique_ptr<HttpsConnection>>& held,
    std::size_t count, const std::string& bytes)
{
    while (run.openConnections < count) {
        ++run.openConnections;
        auto connection = std::make_unique<HttpsConnection>(run.io, run.tls);
        co_await connection->open(run.peer.port);
        if (!bytes.empty())
            co_await connection->write(bytes);
        held.push_back(std::move(connection));
    }
}

/// Says "held" when all are open, and ends with its standard input.
void hold(Run& run, std::size_t count, const std::string& bytes)
{
    constexpr int atATime = 16;
    std::vector<std::unique_ptr<HttpsConnection>> held;
    for (int i = 0; i < atATime; ++i)
        asio::co_spawn(run.io, holdSome(run, held, count, bytes), failWith);
    run.io.run();
    QTextStream(stdout) << "held" << Qt::endl;
    char end = 0;
    while (read(STDIN_FILENO, &end, 1) > 0) { }
}

/// Posts each request on a connection of its own, and says "sent" when all are on their way.
void postAndWait(Run& run)
{
    const std::vector<std::string> requests = run.requests;
    std::vector<std::unique_ptr<HttpsConnection>> held;
    const auto post = [&](std::size_t first, std::size_t step) -> asio::awaitable<void> {
        for (std::size_t i = first; i < requests.size(); i += step) {
            auto connection = std::make_unique<HttpsConnection>(run.io, run.tls);
            co_await connection->open(run.peer.port);
            co_await connection->write(requests.at(i));
            held.push_back(std::move(connection));
        }
    };
    constexpr std::size_t atATime = 16;
    for (std::size_t i = 0; i < atATime; ++i)
        asio::co_spawn(run.io, post(i, atATime), failWith);
    run.io.run();
    QTextStream(stdout) << "sent" << Qt::endl;
    char end = 0;
    while (read(STDIN_FILENO, &end, 1) > 0) { }
}

/// Base64 of the DER of requests, each with a key of its own, a line each.
void makeRequests(int count, const QString& names)
{
    QTextStream out(stdout);
    for (int i = 0; i < count; ++i) {
        const auto key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Ec, 256 }).value();
        const auto subject = pki::DistinguishedName::parse(
            QStringLiteral("CN=%1-%2.bench.example").arg(names).arg(i))
                                 .value();
        out << pki::CertificateRequest::create(key, subject, {}).value().toDer().toBase64() << '\n';
    }
}

QStringList readLines(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(path));
    return QString::fromLatin1(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
}

/// The connections of some thousand clients need as many descriptors.
void raiseDescriptorLimit()
{
    rlimit limit {};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

std::vector<std::string> enrollments(
    const QString& target, const QString& profile, const QStringList& requests)
{
    std::vector<std::string> posts;
    for (const QString& csr : requests) {
        posts.push_back(postRequest(target.toStdString(),
            QStringLiteral(R"({"profileId":"%1","requiredFormat":{"format":"X509"},"csr":"%2"})")
                .arg(profile, csr)
                .toStdString()));
    }
    return posts;
}

void reportLatencies(Run& run, double seconds)
{
    QTextStream(stdout) << "{\"seconds\":" << seconds
                        << ",\"rate\":" << static_cast<double>(run.latencies.size()) / seconds
                        << ",\"p50\":" << percentile(run.latencies, 0.5) * 1000
                        << ",\"p99\":" << percentile(run.latencies, 0.99) * 1000 << "}\n";
}

int work(const QCommandLineParser& parser)
{
    const auto text = [&parser](const char* name) { return parser.value(QLatin1String(name)); };
    const QString command = parser.positionalArguments().value(0);
    const int count = text("count").toInt();
    const int connections = text("connections").toInt();
    if (command == u"requests") {
        makeRequests(count, text("names"));
        return 0;
    }
    if (command == u"core") {
        const QStringList requests = readLines(text("requests"));
        const double seconds = enrollWithCore(
            { text("home"), text("credentials"), text("connector"), text("profile"), connections },
            requests);
        QTextStream(stdout) << "{\"seconds\":" << seconds
                            << ",\"rate\":" << static_cast<double>(requests.size()) / seconds
                            << "}\n";
        return 0;
    }
    raiseDescriptorLimit();
    Run run({ text("port").toUShort(), text("anchors").toStdString(),
        text("certificate").toStdString(), text("key").toStdString() });
    const QString target = text("target");
    if (command == u"hold") {
        hold(run, static_cast<std::size_t>(count), text("bytes").toStdString());
        return 0;
    }
    if (command == u"get") {
        run.requests = { getRequest(target.toStdString()) };
        run.total = static_cast<std::size_t>(count);
    } else {
        run.requests = enrollments(target, text("profile"), readLines(text("requests")));
        run.total = run.requests.size();
    }
    if (command == u"wait") {
        postAndWait(run);
        return 0;
    }
    if (command != u"get" && command != u"enroll")
        return 2;
    const double seconds = askAll(run, connections);
    reportLatencies(run, seconds);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addPositionalArgument(
        QStringLiteral("command"), QStringLiteral("requests, core, get, hold, wait or enroll"));
    for (const char* name : { "count", "names", "connections", "port", "anchors", "certificate",
             "key", "target", "bytes", "requests", "profile", "home", "credentials", "connector" })
        parser.addOption(
            { QLatin1String(name), QLatin1String(name), QStringLiteral("value"), QString() });
    parser.process(application);
    try {
        return work(parser);
    } catch (const std::exception& error) {
        QTextStream(stderr) << error.what() << '\n';
        return 1;
    }
}
