// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/metrics.h>

namespace gatehouse::gateway {

namespace {

/// A label's value (Prometheus text format): backslash, quote and line break are escaped.
QString label(QString text)
{
    text.replace(u'\\', QLatin1String("\\\\"));
    text.replace(u'"', QLatin1String("\\\""));
    text.replace(u'\n', QLatin1String("\\n"));
    return text;
}

void head(QString& out, const char* name, const char* type, const char* help)
{
    out +=
        QStringLiteral("# HELP %1 %2\n# TYPE %1 %3\n")
            .arg(QString::fromLatin1(name), QString::fromLatin1(help), QString::fromLatin1(type));
}

void single(QString& out, const char* name, const char* type, const char* help, qint64 value)
{
    head(out, name, type, help);
    out += QStringLiteral("%1 %2\n").arg(QString::fromLatin1(name)).arg(value);
}

} // namespace

void Metrics::countRequest(const QString& endpoint, int status, double seconds)
{
    ++m_requests[{ endpoint, status }];
    Durations& durations = m_durations[endpoint];
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        if (seconds <= bounds.at(i))
            ++durations.buckets.at(i);
    }
    ++durations.count;
    durations.sum += seconds;
}

void Metrics::countEnrollment(const QString& ca, const QString& outcome)
{
    ++m_enrollments[{ ca, outcome }];
}

void Metrics::countReload(bool isSuccessful)
{
    ++(isSuccessful ? m_reloads : m_failedReloads);
}

QByteArray Metrics::text(const Gauges& gauges) const
{
    QString out;
    head(out, "gatehouse_requests_total", "counter", "Requests answered, by endpoint and status.");
    for (const auto& [key, count] : m_requests)
        out += QStringLiteral("gatehouse_requests_total{endpoint=\"%1\",status=\"%2\"} %3\n")
                   .arg(label(key.first))
                   .arg(key.second)
                   .arg(count);
    head(out, "gatehouse_request_seconds", "histogram", "Time to answer a request.");
    for (const auto& [endpoint, durations] : m_durations) {
        const QString name = label(endpoint);
        for (std::size_t i = 0; i < bounds.size(); ++i)
            out +=
                QStringLiteral("gatehouse_request_seconds_bucket{endpoint=\"%1\",le=\"%2\"} %3\n")
                    .arg(name)
                    .arg(bounds.at(i))
                    .arg(durations.buckets.at(i));
        out += QStringLiteral("gatehouse_request_seconds_bucket{endpoint=\"%1\",le=\"+Inf\"} %2\n"
                              "gatehouse_request_seconds_sum{endpoint=\"%1\"} %3\n"
                              "gatehouse_request_seconds_count{endpoint=\"%1\"} %2\n")
                   .arg(name)
                   .arg(durations.count)
                   .arg(durations.sum);
    }
    head(out, "gatehouse_enrollments_total", "counter", "Enrollments, by CA and outcome.");
    for (const auto& [key, count] : m_enrollments)
        out += QStringLiteral("gatehouse_enrollments_total{ca=\"%1\",outcome=\"%2\"} %3\n")
                   .arg(label(key.first), label(key.second))
                   .arg(count);
    single(out, "gatehouse_connections", "gauge", "Open connections.", gauges.connections);
    single(out, "gatehouse_requests_in_progress", "gauge", "Requests being worked on.",
        gauges.requestsInProgress);
    single(out, "gatehouse_orders_waiting", "gauge", "Orders that the CA has not decided yet.",
        gauges.ordersWaiting);
    single(out, "gatehouse_keys_waiting", "gauge",
        "Issued PKCS #12 orders whose client has not fetched them yet.", gauges.keysWaiting);
    single(out, "gatehouse_server_certificate_expiry_seconds", "gauge",
        "When the server's certificate expires, in seconds since 1970.",
        gauges.certificateExpires.toSecsSinceEpoch());
    single(out, "gatehouse_ready", "gauge", "1 when requests are served.", gauges.isReady ? 1 : 0);
    single(out, "gatehouse_reloads_total", "counter", "Configurations taken over.", m_reloads);
    single(out, "gatehouse_failed_reloads_total", "counter", "Configurations refused.",
        m_failedReloads);
    return out.toUtf8();
}

} // namespace gatehouse::gateway
