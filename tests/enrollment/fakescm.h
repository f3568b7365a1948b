// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/enrollment/engine.h>
#include <core/pki/certificatebuilder.h>
#include <tests/support/fakeclock.h>
#include <tests/support/faketransport.h>

#include <QMap>

namespace gatehouse::testsupport {

/// A small SCM behind a fake transport, for one thread: it takes orders and issues real
/// certificates under a root and an intermediate. Tests reach into its records.
class FakeScm {
public:
    struct Record {
        scm::SslId id = 0;
        QString commonName;
        QStringList subjectAltNames;
        QString comments;
        int term = 0;
        pki::CertificateRequest csr;
        QString status = QStringLiteral("Applied");
        int collectsLeft = 0; ///< "not ready" answers before it is issued
        pki::Certificate leaf;
        pki::DistinguishedName subject; ///< issued under this one
        QString requested; ///< yyyy-MM-dd
    };
    using Answer = Result<http::Response>;

    explicit FakeScm(std::shared_ptr<FakeClock> clock);

    std::shared_ptr<scm::Client> client() const { return m_client; }
    FakeTransport& transport() { return *m_transport; }
    std::shared_ptr<http::Transport> sharedTransport() const { return m_transport; }

    /// Sees every request first; an answer of its own is sent instead of SCM's.
    std::function<std::optional<Answer>(const http::Request&)> intercept;
    /// Changes a fresh order before it is kept.
    std::function<void(Record&)> onEnroll;
    /// Changes what is issued.
    std::function<void(pki::CertificateTemplate&)> onIssue;
    /// Body of a chain collect (x509) instead of the true one.
    std::optional<QByteArray> chainBody;
    int notReady = 0; ///< of the orders to come

    QMap<scm::SslId, Record> records;

    /// Places an order past the API, as another client of SCM would.
    Record& add(const QString& subject, const QStringList& subjectAltNames = {});
    void issue(Record& record);
    Answer enroll(const http::Request& request);

    /// How often a path was asked for: count(u"/enroll").
    qsizetype count(QStringView part) const;
    pki::Certificate intermediate() const { return m_intermediate; }
    pki::Certificate root() const { return m_root; }
    static http::Response refusal(int status, int code, const QString& description);

private:
    Answer answer(const http::Request& request);
    Answer collect(Record& record, const QString& format);
    Answer list(const http::Request& request) const;
    static QByteArray detailsOf(const Record& record);

    std::shared_ptr<FakeClock> m_clock;
    std::shared_ptr<FakeTransport> m_transport;
    std::shared_ptr<scm::Client> m_client;
    pki::PrivateKey m_rootKey, m_intermediateKey;
    pki::Certificate m_root, m_intermediate;
    scm::SslId m_lastId = 880000;
};

/// A request for an EC P-256 key.
pki::CertificateRequest makeCsr(const QString& subject, const QStringList& subjectAltNames = {});
/// A PKCS #10 plan: profile "p1" (60515), 365 days.
enrollment::Plan makePlan(const QString& subject = QStringLiteral("CN=www.example.org,O=Example"),
    const QStringList& subjectAltNames = { QStringLiteral("DNS:api.example.org") });

} // namespace gatehouse::testsupport
