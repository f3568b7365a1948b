// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <array>
#include <map>

namespace gatehouse::gateway {

/// What is counted, in Prometheus' text form (0.0.4).
class Metrics {
public:
    void countRequest(const QString& endpoint, int status, double seconds);
    /// "issued", "pending", "failed", "joined"
    void countEnrollment(const QString& ca, const QString& outcome);
    void countReload(bool isSuccessful);

    /// What is true now, given by who asks.
    struct Gauges {
        int connections = 0;
        int requestsInProgress = 0;
        qsizetype ordersWaiting = 0;
        qsizetype keysWaiting = 0; ///< issued PKCS #12 orders that nobody has fetched
        QDateTime certificateExpires; ///< of the server's own certificate
        bool isReady = false;
    };
    QByteArray text(const Gauges& gauges) const;

private:
    static constexpr std::array bounds { 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
        1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0 };
    struct Durations {
        std::array<qint64, bounds.size()> buckets {};
        qint64 count = 0;
        double sum = 0;
    };

    std::map<std::pair<QString, int>, qint64> m_requests; ///< by endpoint and status
    std::map<QString, Durations> m_durations; ///< by endpoint
    std::map<std::pair<QString, QString>, qint64> m_enrollments; ///< by CA and outcome
    qint64 m_reloads = 0;
    qint64 m_failedReloads = 0;
};

} // namespace gatehouse::gateway
