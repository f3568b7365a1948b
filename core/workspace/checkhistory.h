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
    bool isStopped = false; ///< it says nothing about the connector
    bool isTrial = false; ///< of settings or secrets that were not saved
    QByteArray settings; ///< their settingsDigest; empty in records of older versions
    /// A secret was saved since. Kept in the file as a line of its own.
    bool isBeforeNewSecrets = false;
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

    /// Whether it says how the connector is, or was with former settings.
    bool isConclusive() const { return !isStopped && !isTrial; }
    /// Whether it was made with these settings, and the secrets that are saved now.
    bool isOf(const QByteArray& digest) const
    {
        return !isBeforeNewSecrets && (settings.isEmpty() || settings == digest);
    }
};

/// Whether a person ended it before it could tell anything.
bool wasStopped(const connector::CheckReport& report);

/// Tells whether settings were changed since a check: what a connection depends on, and so neither
/// name nor local profiles.
QByteArray settingsDigest(const settings::ConnectorSettings& settings);

/// The connection checks of the past, in one JSON-lines file beside the orders. Several programs
/// may add to it. A line that cannot be read is skipped; the newest 1,000 are kept, and of
/// each connector the last that says how it is. A thread reads and writes the file: it may lie on a
/// slow disk, and another program may be at it.
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
    /// The last one known that is conclusive.
    std::optional<CheckRecord> latest(const QUuid& connector);
    enum class Checked { Saved, Trial };
    void add(const settings::ConnectorSettings& settings, const connector::CheckReport& report,
        Checked what = Checked::Saved);
    /// What was found before does not tell any more how the connector is.
    void secretsChanged(const QUuid& connector);

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
