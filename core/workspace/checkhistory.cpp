// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/checkfile.h>
#include <core/workspace/checkhistory.h>

#include <QCoro/QCoroFuture>
#include <QCryptographicHash>
#include <QFutureWatcher>
#include <QSet>
#include <QtConcurrent/QtConcurrentRun>

#include <algorithm>

namespace gatehouse::workspace {

/// Shared with who waits for the file to be read, so that the history may go first.
struct CheckHistory::State {
    QList<CheckRecord> records; ///< newest first; until the file is read only what was added since
    std::optional<QFuture<QList<CheckRecord>>> reading; ///< once it has begun
    bool isRead = false;
    QSet<QUuid> changed; ///< their secrets, before the file was read

    /// What was read goes behind what was added meanwhile. May be called again.
    void takeOver()
    {
        if (std::exchange(isRead, true))
            return;
        QList<CheckRecord> older = reading->result();
        for (CheckRecord& record : older)
            record.isBeforeNewSecrets |= changed.contains(record.connector);
        records += older;
        shorten();
    }

    void shorten()
    {
        KeptChecks choice;
        records.removeIf([&choice](const CheckRecord& record) { return !choice.keeps(record); });
    }

    void secretsChanged(const QUuid& connector)
    {
        if (!isRead)
            changed.insert(connector);
        for (CheckRecord& record : records)
            record.isBeforeNewSecrets |= record.connector == connector;
    }

    static Task<QList<CheckRecord>> whenRead(std::shared_ptr<State> state);
};

Task<QList<CheckRecord>> CheckHistory::State::whenRead(std::shared_ptr<State> state)
{
    const QFuture<QList<CheckRecord>> reading = *state->reading;
    co_await reading;
    state->takeOver();
    QList<CheckRecord> records = state->records;
    co_return records;
}

namespace {

QString stepText(const connector::StepResult& step)
{
    return step.failure ? step.failure->message : step.finding;
}

} // namespace

bool wasStopped(const connector::CheckReport& report)
{
    return std::ranges::any_of(report.steps, [](const connector::StepResult& step) {
        return step.failure && step.failure->kind == ErrorKind::Cancelled;
    });
}

QByteArray settingsDigest(const settings::ConnectorSettings& settings)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (auto it = settings.properties.cbegin(); it != settings.properties.cend(); ++it) {
        for (const QString& part : { it.key(), it.value() })
            hash.addData(part.toUtf8() + '\0');
    }
    return hash.result().toHex();
}

CheckHistory::CheckHistory(const QString& file, std::shared_ptr<Clock> clock)
    : m_file(file)
    , m_clock(std::move(clock))
    , m_state(std::make_shared<State>())
{
    m_thread.setMaxThreadCount(1); // what is written comes in the order in which it was added
}

CheckHistory::~CheckHistory() = default;

bool CheckHistory::isRead() const
{
    return m_state->isRead;
}

const QList<CheckRecord>& CheckHistory::records()
{
    beginReading();
    return m_state->records;
}

Task<QList<CheckRecord>> CheckHistory::all()
{
    beginReading();
    return State::whenRead(m_state);
}

std::optional<CheckRecord> CheckHistory::latest(const QUuid& connector)
{
    const QList<CheckRecord>& known = records();
    const auto found = std::ranges::find_if(known, [&connector](const CheckRecord& record) {
        return record.connector == connector && record.isConclusive();
    });
    if (found == known.end())
        return std::nullopt;
    return *found;
}

void CheckHistory::add(
    const settings::ConnectorSettings& settings, const connector::CheckReport& report, Checked what)
{
    CheckRecord record;
    record.time = m_clock->now().toUTC();
    record.connector = settings.uuid;
    record.connectorId = settings.id;
    record.works = report.works;
    record.isStopped = wasStopped(report);
    record.isTrial = what == Checked::Trial;
    record.settings = settingsDigest(settings);
    record.conclusion = report.conclusion;
    for (const connector::StepResult& step : report.steps) {
        record.steps.append({ step.step, step.state, step.duration, stepText(step) });
        record.duration += step.duration;
        if (step.failure && record.setting.isEmpty())
            record.setting = step.failure->setting;
    }
    beginReading(); // before it is written, or it would be there twice
    m_state->records.prepend(record);
    m_state->shorten();
    m_thread.start([file = m_file, record] { appendCheck(file, record); });
    Q_EMIT added(record);
}

void CheckHistory::secretsChanged(const QUuid& connector)
{
    beginReading();
    m_state->secretsChanged(connector);
    m_thread.start([file = m_file, connector, time = m_clock->now()] {
        appendSecretsChange(file, connector, time);
    });
}

void CheckHistory::beginReading()
{
    if (m_state->reading)
        return;
    m_state->reading = QtConcurrent::run(&m_thread, readChecks, m_file);
    auto* watcher = new QFutureWatcher<QList<CheckRecord>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        watcher->deleteLater();
        m_state->takeOver();
        Q_EMIT read();
    });
    watcher->setFuture(*m_state->reading);
}

} // namespace gatehouse::workspace
