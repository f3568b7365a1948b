// SPDX-License-Identifier: Apache-2.0
// 10,000 orders wait in one process: the real engine, SCM client, clock and SQLite store against a
// transport that answers from memory. Orders arrive evenly over some seconds, as they must for any
// single thread to meet their due times; then each round collects all of them once.
#include <core/enrollment/engine.h>

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>
#include <QUrl>

#include <malloc.h>

#include <algorithm>
#include <vector>

using namespace gatehouse;
using namespace std::chrono_literals;
using SteadyTime = std::chrono::steady_clock::time_point;

namespace {

constexpr int orderCount = 10000;
constexpr int warmUpCount = 100;
constexpr auto arrival = 10s; // all orders come within this time
constexpr auto wait = 13s; // before each collect: longer than the arrival
constexpr int rounds = 3;
constexpr double latenessLimit = 10; // ms
constexpr double memoryLimit = 8192; // bytes

/// When each order's collect is due, and how late those of each round were, in ms.
struct Record {
    std::vector<SteadyTime> due { static_cast<std::size_t>(warmUpCount + orderCount) };
    std::vector<int> round = std::vector<int>(static_cast<std::size_t>(warmUpCount + orderCount));
    std::vector<std::vector<double>> lateness { static_cast<std::size_t>(rounds) };

    void started(std::size_t index)
    {
        const std::chrono::duration<double, std::milli> late =
            std::chrono::steady_clock::now() - due.at(index);
        const auto now = static_cast<std::size_t>(round.at(index)++);
        if (index >= warmUpCount)
            lateness.at(now).push_back(late.count());
    }
};

/// Takes every order and never issues one. An order's index is the number in its comment, and its
/// id at the CA is one more.
class Transport final : public http::Transport {
public:
    Transport(Record* record, std::shared_ptr<Clock> clock)
        : m_record(record)
        , m_clock(std::move(clock))
    {
    }

    Task<Result<http::Response>> send(http::Request request, std::stop_token stop) override
    {
        const http::Response response = answer(request);
        const std::shared_ptr<Clock> clock = m_clock;
        co_await clock->wait(0ms, stop);
        co_return response;
    }

private:
    http::Response answer(const http::Request& request)
    {
        const QString path = request.url.path();
        const qlonglong id = path.section(u'/', -1).toLongLong();
        http::Response response;
        response.status = 200;
        response.headers.append(http::Header { "Content-Type", "application/json" });
        if (path.contains(QLatin1String("/collect/"))) {
            m_record->started(static_cast<std::size_t>(id - 1));
            response.status = 400;
            response.body = R"({"code":0,"description":"Being processed by Sectigo"})";
        } else if (path.endsWith(QLatin1String("/enroll"))) {
            response.body = enrolled(std::get<QByteArray>(request.body));
        } else {
            response.body = R"({"sslId":1,"id":1,"orgId":1201,"status":"Applied"})";
        }
        return response;
    }

    static QByteArray enrolled(const QByteArray& body)
    {
        const QByteArray mark = "\"number:";
        const qsizetype start = body.indexOf(mark) + mark.size();
        const qlonglong index = body.mid(start, body.indexOf(' ', start) - start).toLongLong();
        return "{\"sslId\":" + QByteArray::number(index + 1) + ",\"renewId\":\"k3VbQ9x0LmPz\"}";
    }

    Record* m_record;
    std::shared_ptr<Clock> m_clock;
};

enrollment::Plan makePlan(const QByteArray& csr, std::size_t index)
{
    enrollment::Plan plan;
    plan.profileId = QStringLiteral("p1");
    plan.certType = 60515;
    plan.csr = pki::CertificateRequest::parse(csr).value(); // each its own, as in life
    plan.term = 365;
    plan.subject = plan.csr.subject();
    plan.subjectAltNames = { pki::GeneralName {
        pki::GeneralName::Type::DnsName, QStringLiteral("a.test") } };
    plan.comment = QStringLiteral("number:%1").arg(index);
    return plan;
}

/// Places `count` orders, evenly spread over the time.
Task<void> order(std::shared_ptr<Clock> clock, enrollment::Engine* engine, Record* record,
    QByteArray csr, std::size_t first, std::size_t count, std::chrono::milliseconds within)
{
    const SteadyTime start = clock->steadyNow();
    for (std::size_t i = 0; i < count; ++i) {
        const auto due = start + within * static_cast<qint64>(i) / static_cast<qint64>(count);
        const auto pause =
            std::chrono::duration_cast<std::chrono::milliseconds>(due - clock->steadyNow());
        if (pause > 0ms)
            co_await clock->wait(pause, {});
        const std::size_t index = first + i;
        const enrollment::ProgressSink sink = [record, index](const enrollment::Progress& now) {
            if (now.phase == enrollment::Phase::Waiting)
                record->due[index] = std::chrono::steady_clock::now() + now.wait;
        };
        engine->enroll(makePlan(csr, index), sink, {});
    }
}

double allocated()
{
    const auto info = mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd);
}

double percentile(std::vector<double> values, double part)
{
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

double median(const Record& record, double part)
{
    std::vector<double> values;
    for (const auto& round : record.lateness)
        values.push_back(percentile(round, part));
    return percentile(values, 0.5);
}

bool verdict(const QString& what, double value, const QString& unit, double limit)
{
    const bool good = value <= limit;
    QTextStream(stdout) << "enrollment: " << what << ": " << QString::number(value, 'f', 2) << ' '
                        << unit << " (limit " << limit << ") " << (good ? "ok" : "MISSED") << '\n';
    return good;
}

QByteArray makeCsr()
{
    const auto key = pki::PrivateKey::generate({ pki::KeyAlgorithm::Rsa, 2048 }).value();
    const auto subject = pki::DistinguishedName::parse(u"CN=a.test,O=Example,C=US").value();
    return pki::CertificateRequest::create(key, subject, {}).value().toDer();
}

Task<int> measure()
{
    const QTemporaryDir folder;
    const auto clock = std::make_shared<SystemClock>();
    Record record;
    const std::shared_ptr<orders::OrderStore> store =
        orders::sqliteOrderStore(folder.filePath(QStringLiteral("orders.sqlite")), clock);
    const auto client = std::make_shared<scm::Client>(QUrl(QStringLiteral("https://ca.test/api")),
        std::make_shared<Transport>(&record, clock),
        scm::passwordAuthenticator(
            QStringLiteral("svc"), Secret::fromUtf8(QByteArrayView("pw")), QStringLiteral("cust")),
        clock);
    enrollment::EngineSettings settings;
    settings.connector = QUuid::createUuid();
    settings.orgId = 1201;
    settings.backOff = { wait, wait, rounds };
    enrollment::Engine engine(settings, client, store,
        std::shared_ptr<secrets::SecretStore>(secrets::sessionStore()), clock);
    const QByteArray csr = makeCsr();
    for (auto& round : record.lateness)
        round.reserve(orderCount);

    co_await order(clock, &engine, &record, csr, 0, warmUpCount, 500ms);
    co_await clock->wait(1s, {});
    const double before = allocated();
    co_await order(clock, &engine, &record, csr, warmUpCount, orderCount, arrival);
    co_await clock->wait(1s, {}); // the last ones reach their wait; no collect is due yet
    const double perOrder = (allocated() - before) / orderCount;
    co_await clock->wait((wait * rounds) + 3s, {});

    const auto isComplete = [](const auto& round) { return round.size() == orderCount; };
    if (!std::ranges::all_of(record.lateness, isComplete)) {
        QTextStream(stderr) << "enrollment: not every order was collected in every round:";
        for (const auto& round : record.lateness)
            QTextStream(stderr) << ' ' << round.size();
        QTextStream(stderr) << ", p99 " << median(record, 0.99) << " ms\n";
        co_return 1;
    }
    QTextStream(stdout) << "enrollment: " << orderCount << " orders, collects start "
                        << QString::number(median(record, 0.5), 'f', 2) << " ms late (p50)\n";
    const bool isPunctual = verdict(QStringLiteral("lateness of a collect, p99"),
        median(record, 0.99), QStringLiteral("ms"), latenessLimit);
    const bool isSmall = verdict(QStringLiteral("memory of a waiting order"), perOrder,
        QStringLiteral("bytes"), memoryLimit);
    co_return isPunctual&& isSmall ? 0 : 1;
}

} // namespace

int main(int argc, char* argv[])
{
    QCoreApplication application(argc, argv);
    int status = 1;
    QTimer::singleShot(0, &application, [&status] {
        measure().then([&status](int result) {
            status = result;
            QCoreApplication::quit();
        });
    });
    QCoreApplication::exec();
    return status;
}
