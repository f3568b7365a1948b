// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/sandbox/sandbox.h>
#include <core/pki/certificaterequest.h>
#include <tests/support/fakeclock.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <openssl/rsa.h>

namespace gatehouse::sandbox {

/// A sandbox without sockets, whose time stands still, and the requests to ask it with.
class SandboxFixture {
public:
    SandboxFixture()
        : folder(directory.path())
    {
        start();
    }

    void start()
    {
        stage.reset();
        Result<std::unique_ptr<Sandbox>> opened = Sandbox::open(folder, Behaviour(), clock);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message + opened.error().detail));
        stage = *std::move(opened);
        if (!stage->announce(4711))
            qFatal("cannot announce");
    }

    QByteArray credential(const QString& name) const
    {
        QFile file(folder.credentials() + QLatin1Char('/') + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static http::ServerRequest request(
        const QByteArray& method, const QByteArray& target, const QByteArray& body = {})
    {
        http::ServerRequest request;
        request.method = method;
        request.rawTarget = target;
        const qsizetype query = target.indexOf('?');
        request.rawPath = query < 0 ? target : target.left(query);
        request.rawQuery = query < 0 ? QByteArray() : target.mid(query + 1);
        request.body = body;
        return request;
    }

    /// As the administrator with the password; also to the control API.
    http::ServerResponse ask(
        const QByteArray& method, const QByteArray& target, const QByteArray& body = {})
    {
        http::ServerRequest question = request(method, target, body);
        if (target.startsWith("/sandbox")) {
            question.headers.append(
                { "Authorization", "Bearer " + credential(QStringLiteral("control-token")) });
        } else {
            question.headers = { { "Login", "sandbox-admin" },
                { "PASSWORD", credential(QStringLiteral("sandbox.login-password")) },
                { "customeruri", "gatehouse-sandbox" } };
        }
        return stage->answer(question);
    }

    Json askJson(const QByteArray& method, const QByteArray& target, const QByteArray& body = {})
    {
        return parseJson(ask(method, target, body).body).value_or(Json());
    }

    /// SCM's code in a refusal; 999 where the answer is none.
    int askCode(const QByteArray& method, const QByteArray& target, const QByteArray& body = {})
    {
        const http::ServerResponse response = ask(method, target, body);
        const Json json = parseJson(response.body).value_or(Json());
        return response.status < 400 ? 999
                                     : static_cast<int>(memberInteger(json, "code").value_or(999));
    }

    static QByteArray csr(pki::KeyType type = { pki::KeyAlgorithm::Ec, 256 },
        const QString& subject = QStringLiteral("CN=www.example.org,O=Somebody Else"))
    {
        // Gatehouse makes no weak keys; a request with one is made all the same.
        const pki::PrivateKey key = type.bits == 1024
            ? pki::PrivateKey::fromOpenSsl(EVP_RSA_gen(1024))
            : pki::PrivateKey::generate(type).value_or(pki::PrivateKey());
        const auto name = pki::DistinguishedName::parse(subject);
        const auto made = pki::CertificateRequest::create(key, *name,
            { { pki::GeneralName::Type::DnsName, QStringLiteral("only-in-csr.example.org") } });
        return made->toPem();
    }

    static Json enrollment(const QByteArray& csrPem, qint64 profile = 60515, int term = 30)
    {
        Json body;
        body["orgId"] = 10002;
        body["certType"] = profile;
        body["term"] = term;
        body["csr"] = csrPem.toStdString();
        body["subjAltNames"] = "www.example.org, api.example.org";
        body["comments"] = "order 4711";
        return body;
    }

    /// The new certificate's id, as text.
    QByteArray enroll(const Json& body)
    {
        const Json answer = askJson("POST", "/api/ssl/v1/enroll", toBytes(body));
        return QByteArray::number(memberInteger(answer, "sslId").value_or(-1));
    }

    QString statusOf(const QByteArray& id)
    {
        return memberText(askJson("GET", "/api/ssl/v1/" + id), "status");
    }

    QTemporaryDir directory;
    DataFolder folder;
    testsupport::FakeClock clock;
    std::unique_ptr<Sandbox> stage;
};

} // namespace gatehouse::sandbox
