// SPDX-License-Identifier: Apache-2.0
#include <core/scm/client.h>
#include <core/scm/json.h>
#include <core/scm/parse.h>
#include <core/scm/retry.h>
#include <core/scm/words.h>

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <limits>

namespace gatehouse::scm {

namespace {

QString translatedRow(const char* text)
{
    return QCoreApplication::translate("gatehouse::ScmCodes", text);
}

/// What SCM said: {"code": -36, "description": "..."}, or some text, or nothing.
struct Refusal {
    std::optional<int> code;
    QString words; ///< fit to be shown
    bool isJson = false;
};

std::optional<int> codeOf(const Json& object)
{
    const auto found = object.find("code");
    if (found == object.end())
        return std::nullopt;
    const auto number = toNumber(*found);
    if (!number || *number < std::numeric_limits<int>::min()
        || *number > std::numeric_limits<int>::max())
        return std::nullopt;
    return static_cast<int>(*number);
}

Refusal readRefusal(const QByteArray& body)
{
    Refusal refusal;
    const auto document = parseJson(body);
    if (document && document->is_object()) {
        refusal.isJson = true;
        refusal.code = codeOf(*document);
        for (const char* name : { "description", "details", "message" }) {
            const auto found = document->find(name);
            if (refusal.words.isEmpty() && found != document->end())
                refusal.words = cleanWords(toScalarText(*found).value_or(QString()));
        }
    } else if (!document && !looksLikeHtml(body)) {
        // Plain text, such as "upstream connect error" from a gateway in between.
        constexpr qsizetype enough = 2000;
        refusal.words = cleanWords(QString::fromUtf8(body.left(enough)));
    }
    return refusal;
}

QString withWords(const QString& meaning, const QString& words)
{
    if (words.isEmpty())
        return meaning;
    return Words::tr("%1 Sectigo says: \"%2\".").arg(meaning, words);
}

Error fromRow(const CodeDescription& row, const QString& words)
{
    const QString meaning = withWords(translatedRow(row.meaning), words);
    QString message = QStringLiteral("%1 %2").arg(meaning, translatedRow(row.nextStep));
    // The requester is who reads this, and "Sectigo" only needs time: neither has to be named.
    const QByteArrayView who(row.whoCanMend);
    if (who != "requester" && who != "Sectigo")
        message += QLatin1Char(' ')
            + Words::tr("Who can mend this: %1.").arg(translatedRow(row.whoCanMend));
    Error error = Error::of(row.kind, message);
    error.cause = *row.cause != '\0' ? QString::fromLatin1(row.cause)
                                     : QStringLiteral("scm/code%1").arg(row.code);
    error.setting = QLatin1String(row.setting);
    return error;
}

Error make(ErrorKind kind, const QString& message, const char* cause, const char* setting = "")
{
    Error error = Error::of(kind, message);
    error.cause = QLatin1String(cause);
    error.setting = QLatin1String(setting);
    return error;
}

bool hasPrivatePath(const QUrl& apiBase)
{
    return apiBase.path().startsWith(QLatin1String("/private"));
}

/// Certificates work only below /private, passwords only outside: the usual mistake.
std::optional<Error> privatePathMistake(const AnswerContext& context)
{
    if (!context.method || !context.apiBase.isValid())
        return std::nullopt;
    const bool isPrivate = hasPrivatePath(context.apiBase);
    if (*context.method == AuthenticationMethod::Certificate && !isPrivate)
        return make(ErrorKind::Settings,
            Words::tr("Sectigo takes a client certificate only below /private, and URL leads to "
                      "%1. Add /private/api to URL.")
                .arg(context.apiBase.toDisplayString()),
            "scm/private-missing", "url");
    if (*context.method == AuthenticationMethod::Password && isPrivate)
        return make(ErrorKind::Settings,
            Words::tr("Below /private Sectigo expects a client certificate, and URL leads to %1. "
                      "Remove /private from URL, or configure a client key store.")
                .arg(context.apiBase.toDisplayString()),
            "scm/private-without-certificate", "url");
    return std::nullopt;
}

Error unknownUser(const AnswerContext& context, const QString& words)
{
    if (auto mistake = privatePathMistake(context))
        return *mistake;
    const auto method = context.method.value_or(AuthenticationMethod::Password);
    if (method == AuthenticationMethod::OAuth)
        return make(ErrorKind::Authentication,
            withWords(Words::tr("Sectigo refuses the access token."), words) + QLatin1Char(' ')
                + Words::tr("Check that URL and OAuth token URL belong to the same Sectigo "
                            "service, and that the API key is active in SCM."),
            "scm/token-refused", "oauth-client-id");
    if (context.acceptedBefore)
        return make(ErrorKind::Authentication,
            Words::tr("Sectigo accepted this login before and refuses it now. The password may "
                      "have expired, or the login was changed or locked in SCM."),
            "scm/login-no-longer-accepted",
            method == AuthenticationMethod::Password ? "login-password" : "login");
    if (method == AuthenticationMethod::Certificate)
        return make(ErrorKind::Authentication,
            Words::tr("Sectigo does not accept the client certificate for this login. Check Login "
                      "Userid and Customer URI, that the certificate is the one entered for this "
                      "login in SCM, and that no proxy opens the TLS connection."),
            "scm/unknown-user", "login");
    return make(ErrorKind::Authentication,
        Words::tr("Sectigo does not know this login, or its password or customer is wrong. Check "
                  "Login Userid, Login Password and Customer URI."),
        "scm/unknown-user", "login");
}

Error notFound(const AnswerContext& context, const Refusal& refusal)
{
    // The first 404 that does not come from SCM means that SCM is not there at all.
    if (!refusal.isJson && !context.acceptedBefore && context.apiBase.isValid()) {
        if (auto mistake = privatePathMistake(context))
            return *mistake;
        return make(ErrorKind::Settings,
            Words::tr("There is no Sectigo API at %1. Check URL: it is the address of your "
                      "Sectigo Certificate Manager, such as https://cert-manager.com/api.")
                .arg(context.apiBase.toDisplayString()),
            "scm/no-api", "url");
    }
    return make(ErrorKind::NotFound,
        withWords(Words::tr("Sectigo does not find what was asked for."), refusal.words)
            + QLatin1Char(' ') + Words::tr("Check the id, and whether the login may see it."),
        "scm/http-404");
}

Error fromStatus(int status, const AnswerContext& context, const Refusal& refusal)
{
    if (status == 401)
        return unknownUser(context, refusal.words);
    if (status == 404)
        return notFound(context, refusal);
    ErrorKind kind = ErrorKind::Rejected;
    QString meaning = Words::tr("Sectigo refused the request (HTTP %1).").arg(status);
    QString next = Words::tr("Correct what the words name, or ask Sectigo support.");
    if (status == 403) {
        kind = ErrorKind::Authorisation;
        meaning = Words::tr("Sectigo does not allow this login to do that.");
        next = Words::tr("Check the role and the privileges of the login in SCM.");
    } else if (status == 429) {
        kind = ErrorKind::Network;
        meaning = Words::tr("Sectigo is asked too often.");
        next = Words::tr("Try again later.");
    } else if (status >= 500) {
        kind = ErrorKind::Network;
        meaning = Words::tr("Sectigo's service is not available (HTTP %1).").arg(status);
        next = Words::tr("Try again later; if it stays so, look at Sectigo's status page.");
    }
    Error error =
        Error::of(kind, QStringLiteral("%1 %2").arg(withWords(meaning, refusal.words), next));
    error.cause = QStringLiteral("scm/http-%1").arg(status);
    if (kind == ErrorKind::Authorisation)
        error.setting = QStringLiteral("login");
    return error;
}

ErrorKind kindOfStatus(int status)
{
    switch (status) {
    case 401:
        return ErrorKind::Authentication;
    case 403:
        return ErrorKind::Authorisation;
    case 404:
        return ErrorKind::NotFound;
    default:
        return isPassing(status) ? ErrorKind::Network : ErrorKind::Rejected;
    }
}

Error unknownCode(int status, int code, const QString& words)
{
    const QString message = words.isEmpty()
        ? Words::tr("Sectigo refused the request with code %1 and no reason. Send the code to "
                    "Sectigo support.")
              .arg(code)
        : Words::tr("Sectigo refused the request: \"%1\" (code %2).").arg(words).arg(code);
    Error error = Error::of(kindOfStatus(status), message);
    error.cause = QStringLiteral("scm/code%1").arg(code);
    return error;
}

Error classify(const http::Response& response, const AnswerContext& context, const Refusal& refusal)
{
    const bool isHtml = looksLikeHtml(response.body)
        || response.header("Content-Type").toLower().startsWith("text/html");
    const int status = response.status;
    if (isHtml && status != 401 && status != 404 && !isPassing(status))
        return portalAnswer(context.endpoint, status);
    constexpr int unknownUserCode = -16;
    if (!refusal.code)
        return fromStatus(status, context, refusal);
    if (*refusal.code == unknownUserCode && context.method)
        return unknownUser(context, refusal.words);
    const CodeDescription* row = describeCode(*refusal.code, refusal.words);
    return row != nullptr ? fromRow(*row, refusal.words)
                          : unknownCode(status, *refusal.code, refusal.words);
}

} // namespace

Error errorFromAnswer(const http::Response& response, const AnswerContext& context)
{
    const Refusal refusal = readRefusal(response.body);
    Error error = classify(response, context, refusal);
    error.httpStatus = response.status;
    error.caCode = refusal.code;
    error.retriable = isPassing(response.status);
    error.retryAfter = parseRetryAfter(response.header("Retry-After"), context.now);
    error.detail = QStringLiteral("%1: HTTP %2").arg(context.endpoint).arg(response.status);
    if (refusal.code)
        error.detail += QStringLiteral(", code %1").arg(*refusal.code);
    if (!refusal.words.isEmpty())
        error.detail += QStringLiteral(", \"%1\"").arg(refusal.words);
    return error;
}

std::optional<NotReady> notReady(const http::Response& response)
{
    const bool isEmpty = response.body.trimmed().isEmpty();
    if (isEmpty)
        return response.isSuccess() || response.status == 404 ? std::optional(NotReady {})
                                                              : std::nullopt;
    if (response.status != 400)
        return std::nullopt;
    constexpr std::array processing { 0, -103, -109, -130, -183, -1400 };
    const Refusal refusal = readRefusal(response.body);
    if (!refusal.code || std::ranges::find(processing, *refusal.code) == processing.end())
        return std::nullopt;
    return NotReady { refusal.code, refusal.words };
}

} // namespace gatehouse::scm
