// SPDX-License-Identifier: Apache-2.0
#include <core/orders/orderstore.h>
#include <tests/support/fakeclock.h>

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/resource.h>

#include <csignal>
#include <thread>

using namespace gatehouse;
using namespace gatehouse::orders;
using gatehouse::testsupport::FakeClock;

namespace {

const QUuid connector = QUuid::fromString(QStringLiteral("11111111-2222-3333-4444-555555555555"));

Order draft(const QString& commonName = QStringLiteral("www.example.org"))
{
    Order order;
    order.connector = connector;
    order.connectorId = QStringLiteral("main");
    order.profileId = QStringLiteral("p1");
    order.certType = 60515;
    order.kind = OrderKind::Pkcs12;
    order.subject = QStringLiteral("CN=%1,O=Example,C=US").arg(commonName);
    order.subjectAltNames = { QStringLiteral("DNS:a.example.org"), QStringLiteral("DNS:b,\"c\"") };
    order.term = 365;
    order.csr = QByteArray("\0csr\xff", 5);
    order.publicKeyHash = QByteArray(32, '\x7f');
    order.encryptedKey = "sealed-private-key-bytes";
    order.requestedBy = QStringLiteral("ann");
    return order;
}

/// Runs SQL on a file without going through the store.
void sql(const QString& file, const QStringList& statements)
{
    const QString name = QStringLiteral("direct");
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        database.setDatabaseName(file);
        QVERIFY(database.open());
        QSqlQuery query(database);
        for (const QString& statement : statements)
            QVERIFY2(query.exec(statement), qPrintable(statement));
    }
    QSqlDatabase::removeDatabase(name);
}

bool isOwnersOnly(const QString& path)
{
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
        | QFile::WriteOther | QFile::ExeOther;
    return QFileInfo::exists(path) && !(QFile::permissions(path) & others);
}

Task<void> createMany(OrderStore* store, int count, int* done)
{
    for (int i = 0; i < count; ++i) {
        const Result<Order> created = co_await store->create(draft());
        if (created)
            ++*done;
    }
}

} // namespace

class TestOrderStore : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::shared_ptr<FakeClock> m_clock;
    QString m_file;

    std::unique_ptr<OrderStore> open() { return sqliteOrderStore(m_file, m_clock); }
    Result<Order> create(OrderStore& store, const Order& order = draft())
    {
        return QCoro::waitFor(store.create(order));
    }
    static Result<Order> move(OrderStore& store, const OrderId& id, QList<OrderState> from,
        OrderState to, OrderChange change = {})
    {
        return QCoro::waitFor(store.move(id, from, to, change));
    }
    /// Takes a new order to `state` along allowed steps.
    Order orderIn(OrderStore& store, OrderState state)
    {
        using enum OrderState;
        static const QMap<OrderState, QList<OrderState>> ways { { Drafted, {} },
            { Submitting, { Submitting } }, { Uncertain, { Submitting, Uncertain } },
            { Waiting, { Submitting, Waiting } }, { Issued, { Submitting, Waiting, Issued } },
            { Delivered, { Submitting, Waiting, Issued, Delivered } }, { Failed, { Failed } },
            { Abandoned, { Abandoned } } };
        Order order = create(store).value();
        for (const OrderState next : ways[state])
            order = move(store, order.id, { order.state }, next).value();
        return order;
    }

private Q_SLOTS:
    void init()
    {
        m_clock = std::make_shared<FakeClock>();
        m_file = m_folder.filePath(
            QStringLiteral("%1/orders.sqlite").arg(QLatin1String(QTest::currentTestFunction())));
    }

    void whatIsRecordedIsReadBack()
    {
        const auto store = open();
        const Result<Order> created = create(*store);
        QVERIFY(created);
        Order expected = draft();
        expected.id = created->id;
        expected.created = m_clock->now();
        expected.updated = m_clock->now();
        QCOMPARE(*created, expected);
        QCOMPARE(created->id.size(), 26);
        QCOMPARE(QCoro::waitFor(store->find(created->id)), created);

        m_clock->advance(std::chrono::seconds(5));
        OrderChange change;
        change.sslId = 880017;
        change.renewId = QStringLiteral("k3Vb");
        change.attempt = 3;
        change.caStatus = QStringLiteral("Applied");
        change.lastAnswer = QStringLiteral("Being processed by Sectigo");
        change.certificates = QByteArray("PEM");
        change.serialNumber = pki::SerialNumber::fromHex(u"00A9:3E").value();
        change.notAfter = QDateTime(QDate(2027, 1, 2), QTime(3, 4, 5), Qt::UTC);
        change.failure = Error::of(ErrorKind::Tls, QStringLiteral("m"));
        const Result<Order> moved =
            move(*store, created->id, { OrderState::Drafted }, OrderState::Submitting, change);
        QVERIFY(moved);
        expected.state = OrderState::Submitting;
        expected.updated = m_clock->now();
        expected.sslId = *change.sslId;
        expected.renewId = *change.renewId;
        expected.attempt = 3;
        expected.caStatus = *change.caStatus;
        expected.lastAnswer = *change.lastAnswer;
        expected.certificates = *change.certificates;
        expected.serialNumber = *change.serialNumber;
        expected.notAfter = *change.notAfter;
        expected.failure = change.failure;
        QCOMPARE(*moved, expected);
    }

    void ordersSurviveARestart()
    {
        OrderId id;
        {
            const auto store = open();
            id = orderIn(*store, OrderState::Submitting).id;
        }
        const auto store = open();
        const Result<Order> found = QCoro::waitFor(store->find(id));
        QVERIFY(found);
        QCOMPARE(found->state, OrderState::Submitting);
        QCOMPARE(found->encryptedKey, draft().encryptedKey);
    }

    void onlyAllowedStepsAreTaken_data()
    {
        QTest::addColumn<OrderState>("from");
        for (int from = 0; from <= static_cast<int>(OrderState::Abandoned); ++from) {
            const auto state = static_cast<OrderState>(from);
            QTest::newRow(qPrintable(orderStateName(state))) << state;
        }
    }

    void onlyAllowedStepsAreTaken()
    {
        QFETCH(OrderState, from);
        m_file = m_folder.filePath(QStringLiteral("steps.sqlite"));
        const auto store = open();
        for (int i = 0; i <= static_cast<int>(OrderState::Abandoned); ++i) {
            const auto to = static_cast<OrderState>(i);
            const Order order = orderIn(*store, from);
            const Result<Order> moved = move(*store, order.id, { from }, to);
            const OrderState now = QCoro::waitFor(store->find(order.id))->state;
            QCOMPARE(moved.has_value(), isAllowed(from, to));
            QCOMPARE(now, isAllowed(from, to) ? to : from);
            if (!moved)
                QCOMPARE(moved.error().cause, QStringLiteral("orders/transition"));
        }
    }

    void aStepFromAnotherStateChangesNothing()
    {
        const auto store = open();
        const Order order = orderIn(*store, OrderState::Waiting);
        OrderChange change;
        change.sslId = 99;
        const Result<Order> moved = move(*store, order.id,
            { OrderState::Submitting, OrderState::Uncertain }, OrderState::Failed, change);
        QVERIFY(!moved);
        QCOMPARE(moved.error().cause, QStringLiteral("orders/transition"));
        QVERIFY(moved.error().message.contains(order.id));
        QCOMPARE(QCoro::waitFor(store->find(order.id)).value(), order);
    }

    void aNoteIsTakenInItsStateOnly()
    {
        const auto store = open();
        const Order order = orderIn(*store, OrderState::Waiting);
        OrderChange change;
        change.caStatus = QStringLiteral("Approved");
        QVERIFY(QCoro::waitFor(store->note(order.id, OrderState::Waiting, change)));
        QCOMPARE(QCoro::waitFor(store->find(order.id))->caStatus, QStringLiteral("Approved"));
        change.caStatus = QStringLiteral("Applied");
        const auto refused = QCoro::waitFor(store->note(order.id, OrderState::Issued, change));
        QVERIFY(!refused);
        QCOMPARE(refused.error().cause, QStringLiteral("orders/transition"));
        QCOMPARE(QCoro::waitFor(store->find(order.id))->caStatus, QStringLiteral("Approved"));
        const auto unknown =
            QCoro::waitFor(store->note(QStringLiteral("nosuchorder"), OrderState::Issued, change));
        QCOMPARE(unknown.error().kind, ErrorKind::NotFound);
    }

    void aRemovedKeyLeavesTheFileToo()
    {
        OrderId id;
        {
            const auto store = open();
            id = orderIn(*store, OrderState::Issued).id;
            OrderChange change;
            change.removeKey = true;
            QVERIFY(move(*store, id, { OrderState::Issued }, OrderState::Delivered, change));
            QCOMPARE(QCoro::waitFor(store->find(id))->encryptedKey, QByteArray());
        }
        sql(m_file, { QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)") });
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains(draft().encryptedKey));
    }

    void anUnambiguousBeginningFindsAnOrder()
    {
        const auto store = open();
        const Order order = create(*store).value();
        QVERIFY(create(*store));
        QCOMPARE(QCoro::waitFor(store->find(order.id.first(8).toUpper()))->id, order.id);
        QCOMPARE(QCoro::waitFor(store->find(QLatin1String(" ") + order.id))->id, order.id);
        QCOMPARE(QCoro::waitFor(store->find(order.id.first(5))).error().kind, ErrorKind::NotFound);
        QCOMPARE(QCoro::waitFor(store->find({})).error().kind, ErrorKind::NotFound);
        QCOMPARE(QCoro::waitFor(store->find(QStringLiteral("' OR 1=1 --"))).error().kind,
            ErrorKind::NotFound);
        sql(m_file, { QStringLiteral("UPDATE orders SET id = 'abcdefg' || substr(id, 8)") });
        const auto both = QCoro::waitFor(store->find(QStringLiteral("abcdef")));
        QCOMPARE(both.error().cause, QStringLiteral("orders/ambiguous"));
    }

    void listsAreFilteredAndNewestFirst()
    {
        const auto store = open();
        const Order first = orderIn(*store, OrderState::Waiting);
        Order other = draft(QStringLiteral("api.example.org"));
        other.connector = QUuid::createUuid();
        other.publicKeyHash = "other";
        const Order second = create(*store, other).value();
        const Order third = orderIn(*store, OrderState::Abandoned);
        OrderChange change;
        change.sslId = 7;
        change.serialNumber = pki::SerialNumber::fromHex(u"A93E").value();
        QVERIFY(QCoro::waitFor(store->note(first.id, OrderState::Waiting, change)));

        const auto ids = [&](const OrderFilter& filter) {
            QStringList result;
            const auto found = QCoro::waitFor(store->list(filter));
            for (const Order& order : found.value())
                result.append(order.id);
            return result;
        };
        OrderFilter filter;
        QCOMPARE(ids(filter), QStringList({ third.id, second.id, first.id }));
        filter.limit = 1;
        QCOMPARE(ids(filter), QStringList { third.id });
        filter.limit = -1;
        QCOMPARE(ids(filter), QStringList());
        filter = {};
        filter.onlyOpen = true;
        QCOMPARE(ids(filter), QStringList({ second.id, first.id }));
        filter.connector = connector;
        QCOMPARE(ids(filter), QStringList { first.id });
        filter = {};
        filter.publicKeyHash = "other";
        QCOMPARE(ids(filter), QStringList { second.id });
        filter = {};
        filter.serialNumber = pki::SerialNumber::fromHex(u"00:a9:3e").value();
        QCOMPARE(ids(filter), QStringList { first.id });
        filter = {};
        filter.sslId = 7;
        QCOMPARE(ids(filter), QStringList { first.id });
        filter = {};
        filter.subject = QStringLiteral("c=us, o=EXAMPLE, cn=API.example.org");
        QCOMPARE(ids(filter), QStringList { second.id });
        filter.subject = QStringLiteral("not a name");
        QCOMPARE(ids(filter), QStringList());
    }

    void aSummaryIsTheOrderWithoutWhatIsLarge()
    {
        const auto store = open();
        Order expected = orderIn(*store, OrderState::Issued);
        QVERIFY(!expected.csr.isEmpty());
        OrderFilter filter;
        filter.onlySummaries = true;
        const auto found = QCoro::waitFor(store->list(filter));
        QCOMPARE(found->size(), 1);
        expected.csr.clear();
        expected.encryptedKey.clear();
        expected.certificates.clear();
        QCOMPARE(found->first(), expected);
    }

    void theFileIsTheOwnersOnly()
    {
        const auto store = open();
        QVERIFY(create(*store));
        QVERIFY(isOwnersOnly(QFileInfo(m_file).absolutePath()));
        QVERIFY(isOwnersOnly(m_file));
        QVERIFY(isOwnersOnly(m_file + QLatin1String("-wal")));
        QVERIFY(isOwnersOnly(m_file + QLatin1String("-shm")));
    }

    void itIsWrittenAheadAndSynced()
    {
        const auto store = open();
        QVERIFY(create(*store));
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::ReadOnly));
        // SQLite file format, offsets 18 and 19: 2 is WAL.
        const QByteArray header = file.read(100);
        QCOMPARE(header[18], '\2');
        QCOMPARE(header[19], '\2');
    }

    void twoStoresShareOneFile()
    {
        const auto one = open();
        const auto two = open();
        int done = 0;
        auto first = createMany(one.get(), 50, &done);
        auto second = createMany(two.get(), 50, &done);
        QCoro::waitFor(std::move(first));
        QCoro::waitFor(std::move(second));
        QCOMPARE(done, 100);
        const Order order = orderIn(*one, OrderState::Waiting);
        QVERIFY(move(*two, order.id, { OrderState::Waiting }, OrderState::Issued));
        QVERIFY(!move(*one, order.id, { OrderState::Waiting }, OrderState::Failed));
        OrderFilter all;
        QCOMPARE(QCoro::waitFor(one->list(all))->size(), 101);
    }

    void programsThatStartTogetherShareANewFile()
    {
        const QString folder = QFileInfo(m_file).absolutePath();
        for (int round = 0; round < 40; ++round) {
            m_file = folder + QStringLiteral("/together-%1.sqlite").arg(round);
            std::vector<std::unique_ptr<OrderStore>> stores;
            std::vector<QCoro::Task<void>> starts;
            int done = 0;
            for (int i = 0; i < 4; ++i) {
                stores.push_back(open());
                starts.push_back(createMany(stores.back().get(), 1, &done));
            }
            for (QCoro::Task<void>& start : starts)
                QCoro::waitFor(std::move(start));
            QCOMPARE(done, 4);
        }
    }

    void callsFromSeveralThreadsComeBackToThem()
    {
        const auto store = open();
        std::atomic<int> good = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                const auto self = QThread::currentThreadId();
                const Result<Order> created = QCoro::waitFor(store->create(draft()));
                good += created && QThread::currentThreadId() == self ? 1 : 0;
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(good.load(), 4);
    }

    void whatWasAskedForIsDoneThoughTheCallerIsGone()
    {
        {
            const auto store = open();
            for (int i = 0; i < 20; ++i)
                store->create(draft()); // dropped: nobody waits for it
        }
        const auto store = open();
        OrderFilter all;
        QCOMPARE(QCoro::waitFor(store->list(all))->size(), 20);
    }

    void aRefusedStepDoesNotUndoItsNeighbours()
    {
        const auto store = open();
        const Order order = create(*store).value();
        // All three are queued before the store's thread can have finished the first.
        auto good = store->create(draft());
        auto refused =
            store->move(order.id, { OrderState::Issued }, OrderState::Delivered, OrderChange());
        auto alsoGood = store->create(draft());
        QVERIFY(QCoro::waitFor(std::move(good)));
        QVERIFY(!QCoro::waitFor(std::move(refused)));
        QVERIFY(QCoro::waitFor(std::move(alsoGood)));
        OrderFilter all;
        QCOMPARE(QCoro::waitFor(store->list(all))->size(), 3);
    }

    void aFailingWriteDoesNotTakeItsNeighboursWithIt()
    {
        const auto store = open();
        QVERIFY(create(*store));
        sql(m_file,
            { QStringLiteral("CREATE TRIGGER no BEFORE INSERT ON orders WHEN NEW.term = 13 BEGIN "
                             "SELECT RAISE(ROLLBACK, 'no'); END") });
        Order bad = draft();
        bad.term = 13;
        auto one = store->create(draft());
        auto two = store->create(bad);
        auto three = store->create(draft());
        QVERIFY(QCoro::waitFor(std::move(one)));
        const auto failed = QCoro::waitFor(std::move(two));
        QVERIFY(!failed);
        QCOMPARE(failed.error().kind, ErrorKind::Database);
        QVERIFY(QCoro::waitFor(std::move(three)));
        OrderFilter all;
        QCOMPARE(QCoro::waitFor(store->list(all))->size(), 3);
    }

    void unusableFilesAreTold_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QStringList>("statements");
        QTest::addColumn<QString>("cause");
        QTest::newRow("garbage") << QByteArray(5000, 'x') << QStringList()
                                 << QStringLiteral("orders/damaged");
        QTest::newRow("a text file")
            << QByteArray("hello\n") << QStringList() << QStringLiteral("orders/damaged");
        QTest::newRow("another program's")
            << QByteArray() << QStringList { QStringLiteral("CREATE TABLE songs (id)") }
            << QStringLiteral("orders/foreign-file");
        QTest::newRow("another program's with a version")
            << QByteArray()
            << QStringList { QStringLiteral("CREATE TABLE songs (id)"),
                   QStringLiteral("PRAGMA user_version=1") }
            << QStringLiteral("orders/foreign-file");
        QTest::newRow("a newer Gatehouse's")
            << QByteArray()
            << QStringList { QStringLiteral("CREATE TABLE orders (id)"),
                   QStringLiteral("PRAGMA application_id=1196714099"),
                   QStringLiteral("PRAGMA user_version=2") }
            << QStringLiteral("orders/newer-schema");
    }

    void unusableFilesAreTold()
    {
        QFETCH(QByteArray, content);
        QFETCH(QStringList, statements);
        QFETCH(QString, cause);
        m_file = m_folder.filePath(
            QStringLiteral("%1.sqlite").arg(QLatin1String(QTest::currentDataTag())));
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        if (!statements.isEmpty())
            sql(m_file, statements);
        const auto store = open();
        const Result<Order> created = create(*store);
        QVERIFY(!created);
        QCOMPARE(created.error().kind, ErrorKind::Database);
        QCOMPARE(created.error().cause, cause);
        QVERIFY(created.error().message.contains(m_file));
    }

    /// Those that are over, and unchanged since.
    void keysThatAreKeptAreFoundByTheirAge()
    {
        using enum OrderState;
        const auto store = open();
        QStringList over;
        for (const OrderState state :
            { Drafted, Submitting, Uncertain, Waiting, Issued, Delivered, Failed, Abandoned }) {
            const Order order = orderIn(*store, state);
            if (state == Issued || state == Failed)
                over.prepend(order.id);
        }
        OrderFilter filter;
        filter.keepsKeySince = m_clock->now();
        const auto ids = [&] {
            QStringList found;
            const auto listed = QCoro::waitFor(store->list(filter));
            for (const Order& order : listed.value())
                found.append(order.id);
            return found;
        };
        QCOMPARE(ids(), over);
        filter.onlySummaries = true;
        QCOMPARE(ids(), over);
        m_clock->advance(std::chrono::seconds(1));
        OrderChange change;
        change.removeKey = true;
        QVERIFY(QCoro::waitFor(store->note(over.takeFirst(), Failed, change)));
        QCOMPARE(ids(), over);
        filter.keepsKeySince = m_clock->now().addSecs(-2);
        QVERIFY(ids().isEmpty());
    }

    void aTruncatedFileIsTold()
    {
        {
            const auto store = open();
            for (int i = 0; i < 50; ++i)
                QVERIFY(create(*store));
        }
        QVERIFY(QFile::resize(m_file, QFileInfo(m_file).size() / 2));
        const auto store = open();
        OrderFilter all;
        const auto listed = QCoro::waitFor(store->list(all));
        QVERIFY(!listed);
        QCOMPARE(listed.error().cause, QStringLiteral("orders/damaged"));
        QVERIFY(listed.error().message.contains(m_file));
    }

    void aFolderThatCannotBeMadeIsTold()
    {
        QFile obstacle(m_folder.filePath(QStringLiteral("obstacle")));
        QVERIFY(obstacle.open(QIODevice::WriteOnly));
        m_file = m_folder.filePath(QStringLiteral("obstacle/sub/orders.sqlite"));
        const auto store = open();
        const Result<Order> created = create(*store);
        QVERIFY(!created);
        QCOMPARE(created.error().cause, QStringLiteral("orders/unwritable"));
        QVERIFY(created.error().message.contains(m_file));
    }

    void aFullDiskIsTold()
    {
        const auto store = open();
        QVERIFY(create(*store));
        // A limit on file size is what a full disk looks like to SQLite.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before {};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        rlimit small = before;
        small.rlim_cur = 64 * 1024;
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        Order large = draft();
        large.csr = QByteArray(512 * 1024, 'x');
        const Result<Order> created = create(*store, large);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(!created);
        QCOMPARE(created.error().kind, ErrorKind::Database);
        QVERIFY(created.error().message.contains(m_file));
        QVERIFY(create(*store)); // and works again when there is room
        OrderFilter all;
        QCOMPARE(QCoro::waitFor(store->list(all))->size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestOrderStore)
#include "tst_orderstore.moc"
