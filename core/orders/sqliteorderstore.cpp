// SPDX-License-Identifier: Apache-2.0
#include <core/logging.h>
#include <core/orders/ordercodec.h>
#include <core/orders/orderstore.h>
#include <core/orders/sqlitedatabase.h>
#include <core/pki/threadstate.h>

#include <QCoreApplication>
#include <QCoro/QCoroFuture>
#include <QFuture>
#include <QPromise>
#include <QThread>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <tuple>
#include <unordered_set>
#include <vector>

namespace gatehouse::orders {

namespace {

/// One call that waits for the database thread.
class Job {
public:
    explicit Job(bool writes)
        : m_writes(writes)
    {
    }
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    virtual ~Job() = default;

    bool writes() const { return m_writes; }
    /// Does the work inside a transaction; may be called again after a rollback. The error is the
    /// database's: a refused transition is a result like any other.
    virtual std::optional<Error> run(SqliteDatabase& database) = 0;
    virtual void answer() = 0; ///< what `run` found, once it is committed
    virtual void answer(const Error& error) = 0;

private:
    bool m_writes;
};

template <class T> class TypedJob final : public Job {
public:
    using Work = std::function<Result<T>(SqliteDatabase&)>;

    TypedJob(bool writes, Work work)
        : Job(writes)
        , m_work(std::move(work))
    {
        m_promise.start();
    }

    QFuture<Result<T>> future() const { return m_promise.future(); }

    std::optional<Error> run(SqliteDatabase& database) override
    {
        m_result = m_work(database);
        if (!m_result && m_result.error().kind == ErrorKind::Database)
            return m_result.error();
        return std::nullopt;
    }
    void answer() override { finish(std::move(m_result)); }
    void answer(const Error& error) override { finish(failure(error)); }

private:
    void finish(Result<T> result)
    {
        m_promise.addResult(std::move(result));
        m_promise.finish();
    }

    Work m_work;
    QPromise<Result<T>> m_promise;
    Result<T> m_result = failure(Error());
};

class DatabaseThread;

/// The threads at work. A task that nobody waits for any more may keep its store beyond the
/// application, and with the application Qt closes all connections to databases, also those in use:
/// the threads have to end before.
class RunningThreads {
public:
    void add(DatabaseThread* thread);
    void remove(DatabaseThread* thread);

private:
    static void endAll();

    std::mutex m_mutex;
    std::unordered_set<DatabaseThread*> m_threads;
};

RunningThreads& runningThreads()
{
    static RunningThreads threads;
    return threads;
}

/// The thread that owns the connection. Calls that arrive while it works share its next
/// transaction: what a commit costs is the sync, not the rows.
class DatabaseThread {
public:
    explicit DatabaseThread(QString file)
        : m_file(std::move(file))
    {
    }
    DatabaseThread(const DatabaseThread&) = delete;
    DatabaseThread& operator=(const DatabaseThread&) = delete;
    ~DatabaseThread()
    {
        runningThreads().remove(this);
        end();
    }

    /// Everything that was asked for is still done; what is asked for later is refused.
    void end()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
        }
        m_wake.notify_one();
        if (m_thread)
            m_thread->wait();
    }

    template <class T> QFuture<Result<T>> submit(bool writes, typename TypedJob<T>::Work work)
    {
        auto job = std::make_unique<TypedJob<T>>(writes, std::move(work));
        QFuture<Result<T>> future = job->future();
        start();
        std::unique_ptr<Job> refused;
        {
            const std::lock_guard lock(m_mutex);
            if (m_ending)
                refused = std::move(job);
            else
                m_queue.push_back(std::move(job));
        }
        if (refused)
            refused->answer(Error::cancelled());
        m_wake.notify_one();
        return future;
    }

private:
    using Batch = std::vector<std::unique_ptr<Job>>;

    /// With the first call: most commands never ask for an order.
    void start()
    {
        std::call_once(m_started, [this] {
            m_thread.reset(QThread::create([this] { loop(); }));
            m_thread->setObjectName(QStringLiteral("orders"));
            runningThreads().add(this);
            m_thread->start();
        });
    }

    void loop()
    {
        SqliteDatabase database(m_file);
        for (Batch batch = next(); !batch.empty(); batch = next())
            process(database, batch);
        // Names are compared with OpenSSL's help. What it keeps for this thread would go with the
        // thread's last moments, for which nobody waits at the end of the process.
        pki::releaseThreadState();
    }

    Batch next()
    {
        // Bounded, so that the first of many callers does not wait for the last.
        constexpr std::size_t maximumBatch = 256;
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return m_ending || !m_queue.empty(); });
        const auto count = static_cast<std::ptrdiff_t>(std::min(maximumBatch, m_queue.size()));
        const auto end = m_queue.begin() + count;
        Batch batch(std::make_move_iterator(m_queue.begin()), std::make_move_iterator(end));
        m_queue.erase(m_queue.begin(), end);
        return batch;
    }

    static void process(SqliteDatabase& database, Batch& batch)
    {
        if (const auto opened = database.open(); !opened) {
            qCWarning(logOrders) << opened.error();
            for (const auto& job : batch)
                job->answer(opened.error());
            return;
        }
        if (!attempt(database, batch.begin(), batch.end())) {
            for (const auto& job : batch)
                job->answer();
            return;
        }
        // One of them failed and took the others' work with it: each gets a transaction of its own.
        for (auto job = batch.begin(); job != batch.end(); ++job) {
            if (const auto error = attempt(database, job, job + 1)) {
                qCWarning(logOrders) << *error;
                (*job)->answer(*error);
            } else {
                (*job)->answer();
            }
        }
    }

    static std::optional<Error> attempt(
        SqliteDatabase& database, Batch::const_iterator begin, Batch::const_iterator end)
    {
        const bool writes = std::any_of(begin, end, [](const auto& job) { return job->writes(); });
        if (writes) {
            if (const auto begun = database.begin(); !begun)
                return begun.error();
        }
        std::optional<Error> error;
        for (auto job = begin; job != end && !error; ++job)
            error = (*job)->run(database);
        if (!writes)
            return error;
        if (!error) {
            const Result<void> committed = database.commit();
            if (committed)
                return std::nullopt;
            error = committed.error();
        }
        database.rollback();
        return error;
    }

    QString m_file;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    Batch m_queue;
    bool m_ending = false;
    std::once_flag m_started;
    std::unique_ptr<QThread> m_thread; ///< last: runs on all of the above
};

void RunningThreads::add(DatabaseThread* thread)
{
    const std::lock_guard lock(m_mutex);
    if (m_threads.empty()) {
        // Such routines are called in reverse order: this question makes Qt note its own first.
        std::ignore = QSqlDatabase::drivers();
        qAddPostRoutine(endAll);
    }
    m_threads.insert(thread);
}

void RunningThreads::remove(DatabaseThread* thread)
{
    const std::lock_guard lock(m_mutex);
    m_threads.erase(thread);
    if (m_threads.empty())
        qRemovePostRoutine(endAll);
}

void RunningThreads::endAll()
{
    RunningThreads& running = runningThreads();
    const std::lock_guard lock(running.m_mutex);
    for (DatabaseThread* thread : running.m_threads)
        thread->end();
    running.m_threads.clear();
}

Error unknownOrder(const OrderId& id)
{
    Error error = Error::of(ErrorKind::NotFound,
        QCoreApplication::translate(
            "gatehouse::Orders", "There is no order %1. The list of orders shows those there are.")
            .arg(id));
    error.cause = QStringLiteral("orders/unknown");
    return error;
}

Error refusedTransition(const Order& order, const QString& wanted)
{
    Error error = Error::of(ErrorKind::Usage,
        QCoreApplication::translate("gatehouse::Orders",
            "Order %1 is %2, so this cannot be done with it. Look at it again: someone else may "
            "have worked on it.")
            .arg(order.id, orderStateName(order.state)),
        QStringLiteral("%1 -> %2").arg(orderStateName(order.state), wanted));
    error.cause = QStringLiteral("orders/transition");
    return error;
}

QString selectOrders(const QString& where, bool onlySummaries = false)
{
    return QStringLiteral("SELECT %1 FROM orders WHERE %2").arg(orderColumns(onlySummaries), where);
}

Result<QList<Order>> readOrders(
    SqliteDatabase& database, const QString& sql, const QVariantList& values)
{
    Result<QSqlQuery*> query = database.run(sql, values);
    if (!query)
        return failure(query.error());
    QList<Order> orders;
    while ((*query)->next())
        orders.append(readOrder(**query));
    (*query)->finish();
    return orders;
}

Result<Order> readExactly(SqliteDatabase& database, const OrderId& id)
{
    Result<QList<Order>> found = readOrders(database, selectOrders(QStringLiteral("id=?")), { id });
    if (!found)
        return failure(found.error());
    if (found->isEmpty())
        return failure(unknownOrder(id));
    return found->takeFirst();
}

Result<Order> insertOrder(SqliteDatabase& database, const Order& order)
{
    QStringList columns;
    QVariantList values;
    QStringList marks;
    const QList<ColumnValue> all = orderValues(order);
    for (const ColumnValue& value : all) {
        columns.append(value.first);
        values.append(value.second);
        marks.append(QStringLiteral("?"));
    }
    const Result<QSqlQuery*> done =
        database.run(QStringLiteral("INSERT INTO orders (%1) VALUES (%2)")
                         .arg(columns.join(u','), marks.join(u',')),
            values);
    if (!done)
        return failure(done.error());
    return readExactly(database, order.id);
}

/// Sets `values` if the order is in one of `states`; the number of orders changed, 0 or 1.
Result<int> updateOrder(SqliteDatabase& database, const OrderId& id,
    const QList<OrderState>& states, const QList<ColumnValue>& values)
{
    QStringList assignments;
    QVariantList bound;
    for (const ColumnValue& value : values) {
        assignments.append(value.first + QLatin1String("=?"));
        bound.append(value.second);
    }
    bound.append(id);
    QStringList marks;
    for (const OrderState state : states) {
        marks.append(QStringLiteral("?"));
        bound.append(orderStateName(state));
    }
    Result<QSqlQuery*> done =
        database.run(QStringLiteral("UPDATE orders SET %1 WHERE id=? AND state IN (%2)")
                         .arg(assignments.join(u','), marks.join(u',')),
            bound);
    if (!done)
        return failure(done.error());
    return (*done)->numRowsAffected();
}

struct Step {
    OrderId id;
    QList<OrderState> from;
    OrderState to = OrderState::Drafted;
    QList<ColumnValue> values;
};

Result<Order> moveOrder(SqliteDatabase& database, const Step& step)
{
    QList<OrderState> from;
    std::ranges::copy_if(step.from, std::back_inserter(from),
        [&step](OrderState state) { return isAllowed(state, step.to); });
    Result<int> changed = 0;
    if (!from.isEmpty())
        changed = updateOrder(database, step.id, from, step.values);
    if (!changed)
        return failure(changed.error());
    Result<Order> order = readExactly(database, step.id);
    if (order && *changed == 0)
        return failure(refusedTransition(*order, orderStateName(step.to)));
    return order;
}

Result<void> noteOrder(
    SqliteDatabase& database, const OrderId& id, OrderState state, const QList<ColumnValue>& values)
{
    const Result<int> changed = updateOrder(database, id, { state }, values);
    if (!changed)
        return failure(changed.error());
    if (*changed > 0)
        return {};
    const Result<Order> order = readExactly(database, id);
    if (!order)
        return failure(order.error());
    return failure(refusedTransition(*order, orderStateName(state)));
}

Result<Order> findOrder(SqliteDatabase& database, const OrderId& id)
{
    constexpr qsizetype shortest = 6;
    Result<Order> exact = readExactly(database, id);
    if (exact || exact.error().kind != ErrorKind::NotFound || id.size() < shortest)
        return exact;
    // '{' follows 'z': a range, so that the index is used.
    Result<QList<Order>> found = readOrders(database,
        selectOrders(QStringLiteral("id>? AND id<? LIMIT 2")), { id, QString(id + u'{') });
    if (!found)
        return failure(found.error());
    if (found->isEmpty())
        return exact;
    if (found->size() == 1)
        return found->takeFirst();
    Error error = Error::of(ErrorKind::Usage,
        QCoreApplication::translate(
            "gatehouse::Orders", "More than one order begins with %1. Enter more of its number.")
            .arg(id));
    error.cause = QStringLiteral("orders/ambiguous");
    return failure(error);
}

Result<QList<Order>> listOrders(SqliteDatabase& database, const OrderFilter& filter)
{
    QStringList conditions { QStringLiteral("1=1") };
    QVariantList values;
    const auto restrict = [&](const char* condition, const QVariant& value) {
        conditions.append(QString::fromLatin1(condition));
        values.append(value);
    };
    if (filter.connector)
        restrict("connector=?", filter.connector->toString(QUuid::WithoutBraces));
    if (filter.publicKeyHash)
        restrict("public_key_hash=?", *filter.publicKeyHash);
    if (filter.serialNumber)
        restrict("serial_number=?", filter.serialNumber->toHex());
    if (filter.subject)
        restrict("subject_key=?", subjectKey(*filter.subject));
    if (filter.sslId)
        restrict("ssl_id=?", *filter.sslId);
    if (filter.keepsKeySince)
        restrict("state IN ('issued','failed') AND length(encrypted_key)>0 AND updated<=?",
            filter.keepsKeySince->toMSecsSinceEpoch());
    if (filter.onlyOpen) {
        conditions.append(
            QStringLiteral("state IN ('drafted','submitting','uncertain','waiting','issued')"));
    }
    values.append(std::max(filter.limit, 0));
    return readOrders(database,
        selectOrders(conditions.join(QLatin1String(" AND ")), filter.onlySummaries)
            + QLatin1String(" ORDER BY sequence DESC LIMIT ?"),
        values);
}

class SqliteOrderStore final : public OrderStore {
public:
    SqliteOrderStore(QString file, std::shared_ptr<Clock> clock)
        : m_clock(std::move(clock))
        , m_thread(std::move(file))
    {
    }

    Task<Result<Order>> create(Order draft) override
    {
        draft.id = newOrderId();
        draft.state = OrderState::Drafted;
        draft.created = m_clock->now();
        draft.updated = draft.created;
        const auto recorded = m_thread.submit<Order>(
            true, [draft](SqliteDatabase& database) { return insertOrder(database, draft); });
        co_return co_await recorded;
    }

    Task<Result<Order>> move(
        OrderId id, QList<OrderState> from, OrderState to, OrderChange change) override
    {
        QList<ColumnValue> values = changeValues(change);
        values.append({ QStringLiteral("state"), orderStateName(to) });
        values.append({ QStringLiteral("updated"), m_clock->now().toMSecsSinceEpoch() });
        const Step step { id, from, to, values };
        const auto moved = m_thread.submit<Order>(
            true, [step](SqliteDatabase& database) { return moveOrder(database, step); });
        Result<Order> order = co_await moved;
        if (order)
            qCInfo(logOrders) << "order" << id << "is" << orderStateName(to);
        co_return order;
    }

    Task<Result<void>> note(OrderId id, OrderState state, OrderChange change) override
    {
        QList<ColumnValue> values = changeValues(change);
        values.append({ QStringLiteral("updated"), m_clock->now().toMSecsSinceEpoch() });
        const auto noted =
            m_thread.submit<void>(true, [id, state, values](SqliteDatabase& database) {
                return noteOrder(database, id, state, values);
            });
        co_return co_await noted;
    }

    Task<Result<Order>> find(OrderId id) override
    {
        const OrderId wanted = id.trimmed().toLower();
        const auto found = m_thread.submit<Order>(
            false, [wanted](SqliteDatabase& database) { return findOrder(database, wanted); });
        co_return co_await found;
    }

    Task<Result<QList<Order>>> list(OrderFilter filter) override
    {
        if (filter.subject && subjectKey(*filter.subject).isEmpty())
            co_return QList<Order>();
        const auto found = m_thread.submit<QList<Order>>(
            false, [filter](SqliteDatabase& database) { return listOrders(database, filter); });
        co_return co_await found;
    }

private:
    std::shared_ptr<Clock> m_clock;
    DatabaseThread m_thread;
};

} // namespace

std::unique_ptr<OrderStore> sqliteOrderStore(QString file, std::shared_ptr<Clock> clock)
{
    return std::make_unique<SqliteOrderStore>(std::move(file), std::move(clock));
}

} // namespace gatehouse::orders
