// SPDX-License-Identifier: Apache-2.0
#include <core/http/clientexchange.h>
#include <core/http/clienttrace.h>
#include <core/http/tlspeer.h>

#include <QCoreApplication>
#include <QNetworkCookie>

namespace gatehouse::http {

namespace {

constexpr qint64 readBuffer = qint64(1024) * 1024;

Error malformed(const char* cause, QString message, QString detail = {})
{
    Error error = Error::of(ErrorKind::Malformed, std::move(message), std::move(detail));
    error.cause = QString::fromLatin1(cause);
    return error;
}

Error refused(const char* cause, const char* setting, QString message)
{
    Error error = Error::of(ErrorKind::Settings, std::move(message));
    error.cause = QString::fromLatin1(cause);
    error.setting = QString::fromLatin1(setting);
    return error;
}

bool isFieldValue(QByteArrayView value)
{
    return std::ranges::none_of(value, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool isToken(QByteArrayView name)
{
    const auto isTokenCharacter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || (c != '\0' && QByteArrayView("!#$%&'*+-.^_`|~").contains(c));
    };
    return !name.isEmpty() && std::ranges::all_of(name, isTokenCharacter);
}

bool isRedirect(int status)
{
    return status >= 300 && status < 400;
}

/// Errors that QNetworkReply makes out of a complete answer with a status of 400 and above.
bool meansHttpStatus(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::NoError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
    case QNetworkReply::ContentAccessDenied:
    case QNetworkReply::ContentOperationNotPermittedError:
    case QNetworkReply::ContentNotFoundError:
    case QNetworkReply::AuthenticationRequiredError:
    case QNetworkReply::ContentConflictError:
    case QNetworkReply::ContentGoneError:
    case QNetworkReply::UnknownContentError:
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::InternalServerError:
    case QNetworkReply::OperationNotImplementedError:
    case QNetworkReply::ServiceUnavailableError:
    case QNetworkReply::UnknownServerError:
        return true;
    default:
        return false;
    }
}

} // namespace

bool isRead(const Request& request)
{
    return request.method == "GET" || request.method == "HEAD";
}

std::optional<Error> invalidRequest(const Request& request)
{
    const QUrl& url = request.url;
    if (url.scheme() != QLatin1String("https") || url.host().isEmpty() || !url.userInfo().isEmpty()
        || !url.isValid()) {
        return refused("http/bad-url", "url",
            QCoreApplication::translate("gatehouse::HttpClient",
                "“%1” is no usable address. Enter an https URL without a user name.")
                .arg(url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery)));
    }
    QByteArray bad = isToken(request.method) ? QByteArray() : QByteArrayLiteral("method");
    for (const Header& header : request.headers) {
        if (!isToken(header.name) || !isFieldValue(header.value))
            bad = header.name;
    }
    for (const SecretHeader& header : request.secretHeaders) {
        if (!isToken(header.name) || !isFieldValue(header.value.utf8()))
            bad = header.name;
    }
    if (bad.isNull())
        return std::nullopt;
    return refused("http/bad-header", "",
        QCoreApplication::translate("gatehouse::HttpClient",
            "The value for “%1” contains a line break or another character that cannot be sent. "
            "Enter it "
            "again.")
            .arg(QString::fromLatin1(bad.simplified())));
}

Exchange::Exchange(const ClientSettings& settings, const QSslConfiguration& tls, bool& hasConnected,
    Request request, std::stop_token stop)
    : m_settings(settings)
    , m_tls(tls)
    , m_hasConnected(hasConnected)
    , m_request(std::move(request))
    , m_idleLimit(m_request.timeout.value_or(settings.transferTimeout))
    , m_outcome(std::move(stop))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Exchange::timedOut);
}

Exchange::~Exchange()
{
    if (m_reply != nullptr) {
        // Ends what is still under way. Not abort(): Qt warns when an error of the connection
        // follows it.
        m_reply->disconnect(this);
        delete m_reply;
    }
    m_upload.close();
    wipe(m_body);
}

Destination Exchange::destination() const
{
    return Destination { m_request.url.host(), static_cast<quint16>(m_request.url.port(443)),
        m_settings.proxy };
}

QNetworkRequest Exchange::networkRequest() const
{
    QNetworkRequest request(m_request.url);
    request.setSslConfiguration(m_tls);
    request.setAttribute(
        QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(
        QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    // Qt must not answer a 401 by itself, with the desktop session's own login or by asking again.
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setRawHeader("User-Agent", "Gatehouse/" GATEHOUSE_VERSION);
    for (const Header& header : m_request.headers)
        request.setRawHeader(header.name, header.value);
    for (const SecretHeader& header : m_request.secretHeaders)
        request.setRawHeader(header.name, header.value.utf8().toByteArray());
    // Last, so that nobody can ask for a compressed answer: the cap counts the bytes that are kept.
    request.setRawHeader("Accept-Encoding", "identity");
    return request;
}

void Exchange::takeBody()
{
    if (const auto* bytes = std::get_if<QByteArray>(&m_request.body))
        m_body = *bytes;
    else if (const auto* secret = std::get_if<Secret>(&m_request.body))
        m_body = secret->utf8().toByteArray();
    m_upload.setBuffer(&m_body);
    m_upload.open(QIODevice::ReadOnly);
}

void Exchange::start(QNetworkAccessManager& manager)
{
    if (m_outcome.isSet())
        return;
    m_elapsed.start();
    traceRequest(m_request);
    takeBody();
    const QNetworkRequest request = networkRequest();
    if (m_request.method == "GET")
        m_reply = manager.get(request);
    else if (m_request.method == "HEAD")
        m_reply = manager.head(request);
    else // also POST: Qt's own would send the query as the body where there is no body
        m_reply = manager.sendCustomRequest(request, m_request.method, &m_upload);
    m_reply->setReadBufferSize(readBuffer);
    watch();
    m_timer.start(m_settings.connectTimeout);
}

void Exchange::watch()
{
    connect(m_reply, &QNetworkReply::encrypted, this, &Exchange::encrypted);
    connect(m_reply, &QNetworkReply::sslErrors, this, &Exchange::sslErrors);
    connect(m_reply, &QNetworkReply::requestSent, this, &Exchange::markSent);
    connect(m_reply, &QNetworkReply::uploadProgress, this, &Exchange::progressed);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &Exchange::metaDataChanged);
    connect(m_reply, &QNetworkReply::readyRead, this, &Exchange::readAvailable);
    connect(m_reply, &QNetworkReply::finished, this, &Exchange::finished);
}

void Exchange::markSent()
{
    m_sent = true;
    progressed();
}

void Exchange::progressed()
{
    if (m_sent && !m_outcome.isSet())
        m_timer.start(m_idleLimit);
}

void Exchange::encrypted()
{
    if (!m_outcome.isSet())
        admitConnection();
    // Nothing of the request has been written to this connection yet; this keeps it from being
    // written.
    if (m_outcome.isSet())
        m_reply->abort();
}

void Exchange::admitConnection()
{
    if (m_encrypted || (m_sent && !isRead(m_request))) {
        fail(connectionLost(destination(), QStringLiteral("closed before any answer")));
        return;
    }
    m_encrypted = true;
    // Always, also when Qt found no fault or was told on an earlier connection what to pass over.
    const auto chain = peerChain(m_reply->sslConfiguration());
    if (auto refusal = verifyPeer(chain, m_request.url.host(), m_settings.trustAnchors)) {
        fail(*std::move(refusal));
        return;
    }
    m_hasConnected = true;
    markSent();
}

void Exchange::sslErrors(const QList<QSslError>& errors)
{
    if (m_outcome.isSet())
        return;
    const auto chain = peerChain(m_reply->sslConfiguration());
    if (auto refusal =
            judgeSslErrors(errors, chain, m_request.url.host(), m_settings.trustAnchors)) {
        fail(*std::move(refusal));
        return;
    }
    m_reply->ignoreSslErrors(errors);
}

void Exchange::metaDataChanged()
{
    if (m_outcome.isSet())
        return;
    progressed();
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (isRedirect(status))
        fail(redirectError(status));
}

void Exchange::readAvailable()
{
    if (m_outcome.isSet())
        return;
    progressed();
    m_answer += m_reply->readAll();
    if (m_answer.size() > m_settings.maximumAnswer) {
        fail(malformed("http/answer-too-large",
            QCoreApplication::translate("gatehouse::HttpClient",
                "%1 sent an answer of more than %2 bytes, which was not read. Check that the URL "
                "is that of "
                "the CA.")
                .arg(destination().toString())
                .arg(m_settings.maximumAnswer)));
    }
}

void Exchange::finished()
{
    if (m_outcome.isSet())
        return;
    readAvailable();
    if (m_outcome.isSet())
        return;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_sent && isRedirect(status))
        fail(redirectError(status));
    else if (m_sent && status >= 200 && meansHttpStatus(m_reply->error()))
        succeed();
    else
        fail(replyError());
}

void Exchange::timedOut()
{
    fail(m_sent ? noAnswer(destination(), m_idleLimit)
                : connectTimedOut(destination(), m_settings.connectTimeout));
}

void Exchange::succeed()
{
    Response response { m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
        answerHeaders(), std::move(m_answer) };
    const QByteArray encoding = response.header("Content-Encoding").trimmed().toLower();
    if (!encoding.isEmpty() && encoding != "identity") {
        fail(malformed("http/encoded-answer",
            QCoreApplication::translate("gatehouse::HttpClient",
                "%1 sent a compressed answer although none was asked for. Check that the URL is "
                "that of "
                "the CA, and what stands in between.")
                .arg(destination().toString()),
            QStringLiteral("Content-Encoding: ") + QString::fromLatin1(encoding.left(40))));
        return;
    }
    m_timer.stop();
    traceResponse(m_request, response, std::chrono::milliseconds(m_elapsed.elapsed()));
    m_outcome.set(std::move(response));
}

void Exchange::fail(Error error)
{
    m_timer.stop();
    error.retriable = isRead(m_request) && error.kind == ErrorKind::Network;
    traceFailure(m_request, error, std::chrono::milliseconds(m_elapsed.elapsed()));
    m_outcome.set(failure(std::move(error)));
}

Error Exchange::replyError() const
{
    const QNetworkReply::NetworkError code = m_reply->error();
    // Qt's text of an error may quote the URL; that of a connection names at most host and port.
    const QString detail = m_sent && meansHttpStatus(code) ? QString() : m_reply->errorString();
    if (m_sent)
        return brokenAfterSending(detail);
    switch (code) {
    case QNetworkReply::ProxyAuthenticationRequiredError:
        if (m_settings.proxy)
            return proxyLoginRefused(*m_settings.proxy);
        break;
    case QNetworkReply::HostNotFoundError:
        return m_settings.proxy ? unreachable(destination(), detail) : hostNotFound(destination());
    case QNetworkReply::SslHandshakeFailedError:
        return handshakeFailed(destination(), detail);
    case QNetworkReply::RemoteHostClosedError:
        // A kept-alive connection that went away just now looks the same; but a server that has
        // agreed on TLS with us before did not refuse the handshake.
        return isRead(m_request) && m_hasConnected ? connectionLost(destination(), detail)
                                                   : handshakeFailed(destination(), detail);
    default:
        break;
    }
    return unreachable(destination(), detail);
}

Error Exchange::brokenAfterSending(const QString& detail) const
{
    const QNetworkReply::NetworkError code = m_reply->error();
    const bool answered = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid();
    // In TLS 1.3 the server refuses a client certificate after our side of the handshake is done;
    // Qt hands the alert on only in OpenSSL's words, which are not translated.
    if (!answered && detail.contains(QLatin1String("SSL routines")))
        return handshakeFailed(destination(), detail);
    if (code == QNetworkReply::ProtocolFailure || code == QNetworkReply::ProtocolUnknownError
        || meansHttpStatus(code)) {
        return malformed("http/broken-answer",
            QCoreApplication::translate("gatehouse::HttpClient",
                "What %1 sent is no HTTP answer. Check that the URL is that of the CA.")
                .arg(destination().toString()),
            detail);
    }
    return connectionLost(destination(), detail);
}

Error Exchange::redirectError(int status) const
{
    const QUrl location(QString::fromUtf8(m_reply->rawHeader("Location")), QUrl::TolerantMode);
    const QUrl target = m_request.url.resolved(location);
    constexpr auto shown = QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment;
    constexpr qsizetype longest = 300;
    QString where = location.isEmpty() || !target.isValid()
        ? QCoreApplication::translate("gatehouse::HttpClient", "an address that is not given")
        : target.toString(shown | QUrl::FullyEncoded).left(longest);
    Error error = malformed("http/redirect",
        QCoreApplication::translate("gatehouse::HttpClient",
            "%1 redirects to %2. Redirects are not followed, because they would carry the login to "
            "another "
            "place. If that address is right, enter it as the URL.")
            .arg(destination().toString(), where),
        QStringLiteral("HTTP ") + QString::number(status));
    error.setting = QStringLiteral("url");
    error.httpStatus = status;
    return error;
}

QList<Header> Exchange::answerHeaders() const
{
    QList<Header> headers;
    const auto& pairs = m_reply->rawHeaderPairs();
    headers.reserve(pairs.size());
    for (const auto& pair : pairs)
        headers.append(Header { pair.first, pair.second });
    return headers;
}

} // namespace gatehouse::http
