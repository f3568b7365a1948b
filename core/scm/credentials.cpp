// SPDX-License-Identifier: Apache-2.0
#include <core/scm/credentials.h>

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::scm {

namespace {

/// A line break would start a header of its own.
bool fitsHeader(QByteArrayView value)
{
    return std::ranges::none_of(value, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
}

Error unfit(const QString& setting, const QString& label)
{
    Error error = Error::of(ErrorKind::Settings,
        QCoreApplication::translate("gatehouse::Scm",
            "%1 is empty or contains a line break or another control character. Enter it again.")
            .arg(label));
    error.cause = QStringLiteral("scm/credential-unfit");
    error.setting = setting;
    return error;
}

QString label(const char* text)
{
    return QCoreApplication::translate("gatehouse::Scm", text);
}

std::optional<Error> addLogin(
    http::Request& request, const QString& login, const QString& customerUri)
{
    const QByteArray loginBytes = login.toUtf8();
    const QByteArray customerBytes = customerUri.toUtf8();
    if (loginBytes.isEmpty() || !fitsHeader(loginBytes))
        return unfit(QStringLiteral("login"), label("Login Userid"));
    if (customerBytes.isEmpty() || !fitsHeader(customerBytes))
        return unfit(QStringLiteral("customer-uri"), label("Customer URI"));
    request.headers.append(http::Header { "login", loginBytes });
    request.headers.append(http::Header { "customerUri", customerBytes });
    return std::nullopt;
}

class PasswordAuthenticator final : public Authenticator {
public:
    PasswordAuthenticator(QString login, Secret password, QString customerUri)
        : m_login(std::move(login))
        , m_password(std::move(password))
        , m_customerUri(std::move(customerUri))
    {
    }

    AuthenticationMethod method() const override { return AuthenticationMethod::Password; }

    Task<Result<http::Request>> authenticate(http::Request request, std::stop_token) override
    {
        if (const auto error = addLogin(request, m_login, m_customerUri))
            co_return failure(*error);
        if (m_password.isEmpty() || !fitsHeader(m_password.utf8()))
            co_return failure(unfit(QStringLiteral("login-password"), label("Login Password")));
        request.secretHeaders.append(http::SecretHeader { "password", m_password });
        co_return request;
    }

private:
    QString m_login;
    Secret m_password;
    QString m_customerUri;
};

class CertificateAuthenticator final : public Authenticator {
public:
    CertificateAuthenticator(QString login, QString customerUri)
        : m_login(std::move(login))
        , m_customerUri(std::move(customerUri))
    {
    }

    AuthenticationMethod method() const override { return AuthenticationMethod::Certificate; }

    Task<Result<http::Request>> authenticate(http::Request request, std::stop_token) override
    {
        if (const auto error = addLogin(request, m_login, m_customerUri))
            co_return failure(*error);
        co_return request;
    }

private:
    QString m_login;
    QString m_customerUri;
};

} // namespace

std::unique_ptr<Authenticator> passwordAuthenticator(
    QString login, Secret password, QString customerUri)
{
    return std::make_unique<PasswordAuthenticator>(
        std::move(login), std::move(password), std::move(customerUri));
}

std::unique_ptr<Authenticator> certificateAuthenticator(QString login, QString customerUri)
{
    return std::make_unique<CertificateAuthenticator>(std::move(login), std::move(customerUri));
}

} // namespace gatehouse::scm
