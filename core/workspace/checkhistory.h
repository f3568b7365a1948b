// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/connector/connectioncheck.h>

#include <QObject>
#include <QThreadPool>

namespace gatehouse::workspace {

/// How one connection check went, as it is remembered.
struct CheckRecord {
    QDateTime time; ///< UTC
    QUuid connector;
    QString connectorId;
    bool works = false;
    QString conclusion; ///< the report's one sentence
    QString setting; ///< property key to look at; empty when it works
    std::chrono::milliseconds duration { 0 }; ///< of all steps
    struct Step {
        connector::CheckStep step = connector::CheckStep::Settings;
        connector::StepState state = connector::StepState::Skipped;
        std::chrono::milliseconds duration { 0 };
        QString text; ///< finding or failure
        bool operator==(const Step&) const = default;
    };
    QList<Step> steps;
    bool operator==(const CheckRecord&) const = default;
};

/// The connection checks of the past, in one JSON-lines file beside the orders. Several programs
/// may add to it. A line that cannot be read is skipped; the newest 1,000 are kept. A thread reads
/// and writes the file: it may lie on a slow disk, and another program may be at it.
class CheckHistory final : public QObject {
    Q_OBJECT
public:
    CheckHistory(const QString& file, std::shared_ptr<Clock> clock);
    ~CheckHistory() override; ///< when everything is written

    /// Newest first, as far as they are known: the first question begins to read the file, and
    /// until `read` only those of this run are here.
    const QList<CheckRecord>& records();
    bool isRead() const;
    /// The same, once the file is read.
    Task<QList<CheckRecord>> all();
    /// Of those that are known.
    std::optional<CheckRecord> latest(const QUuid& connector);
    /// A stopped check is not remembered: it says nothing about the connector.
    void add(const settings::ConnectorSettings& settings, const connector::CheckReport& report);

Q_SIGNALS:
    void read();
    void added(const gatehouse::workspace::CheckRecord& record);

private:
    struct State;
    void beginReading();

    QString m_file;
    std::shared_ptr<Clock> m_clock;
    std::shared_ptr<State> m_state;
    QThreadPool m_thread;
};

} // namespace gatehouse::workspace
