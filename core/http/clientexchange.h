// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/http/clientcompletion.h>
#include <core/http/clienterrors.h>
#include <core/http/transport.h>

#include <QBuffer>
#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTimer>

namespace gatehouse::http {

/// A request that cannot be sent as it stands: not https, user info in the URL, a line break in a
/// header.
std::optional<Error> invalidRequest(const Request& request);
/// A read, which may be asked again without harm: GET or HEAD.
bool isRead(const Request& request);

/// One request on its way through QNetworkAccessManager, from start to outcome.
///
/// QNetworkAccessManager repeats requests by itself, POST included, up to three times when a
/// connection breaks before the answer. It announces each new connection with `encrypted` before
/// any byte of the request is written, and an abort in that slot keeps it from being written. So: a
/// request that has gone out on a connection of its own is stopped at the second `encrypted`. Only
/// a read that was sent on a kept-alive connection, which the server may have closed in that very
/// moment, goes out once more. Requests other than reads must be given a manager of their own, and
/// so never meet such a connection.
class Exchange final : public QObject {
public:
    /// `hasConnected` is set once a server has been verified, and read to explain failures.
    Exchange(const ClientSettings& settings, const QSslConfiguration& tls, bool& hasConnected,
        Request request, std::stop_token stop);
    ~Exchange() override;
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    /// `manager` must live until the outcome has been taken.
    void start(QNetworkAccessManager& manager);

    Completion<Response>::Awaiter wait() { return m_outcome.wait(); }

    /// Whether the request may have reached the server.
    bool wasSent() const { return m_sent; }
    Destination destination() const;

private:
    QNetworkRequest networkRequest() const;
    void takeBody();
    void watch();

    void encrypted();
    void admitConnection();
    void sslErrors(const QList<QSslError>& errors);
    void metaDataChanged();
    void progressed();
    void readAvailable();
    void finished();
    void timedOut();

    void markSent();
    void succeed();
    void fail(Error error);
    Error replyError() const;
    Error brokenAfterSending(const QString& detail) const;
    Error redirectError(int status) const;
    QList<Header> answerHeaders() const;

    const ClientSettings& m_settings;
    const QSslConfiguration& m_tls;
    bool& m_hasConnected;
    Request m_request;
    QByteArray m_body;
    QBuffer m_upload;
    QNetworkReply* m_reply = nullptr;
    QTimer m_timer;
    QElapsedTimer m_elapsed;
    std::chrono::milliseconds m_idleLimit;
    QByteArray m_answer;
    bool m_encrypted = false;
    bool m_sent = false;
    Completion<Response> m_outcome;
};

} // namespace gatehouse::http
