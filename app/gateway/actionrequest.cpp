// SPDX-License-Identifier: Apache-2.0
#include <app/gateway/actionrequest.h>
#include <app/gateway/requestreader.h>
#include <core/enrollment/validityperiod.h>

#include <algorithm>
#include <array>

namespace gatehouse::gateway {

namespace {

struct Unsupported {
    QLatin1String type;
    QLatin1String reason;
};

constexpr std::array unsupported {
    Unsupported { QLatin1String("HoldAction"),
        QLatin1String("Sectigo cannot put a certificate on hold: revoke it, or leave it valid.") },
    Unsupported {
        QLatin1String("UnholdAction"), QLatin1String("Sectigo has no certificates on hold.") },
    Unsupported { QLatin1String("ReactivateAction"),
        QLatin1String("Sectigo cannot take a revocation back: enroll a new certificate.") },
    Unsupported { QLatin1String("RenewAction"),
        QLatin1String(
            "Renew through the enrollments resource, with \"renewal\": true and the property "
            "RenewalSerialNumber.") },
    Unsupported { QLatin1String("ReissueAction"),
        QLatin1String("Reissue through the enrollments resource, with a new request.") },
    Unsupported { QLatin1String("ReverifyDomainAction"),
        QLatin1String("Domains are validated in Sectigo Certificate Manager.") },
};

struct Reason {
    QLatin1String word;
    std::optional<scm::RevocationReason> code; ///< nothing: Sectigo does not take it
};

constexpr std::array reasons {
    Reason { QLatin1String("unspecified"), scm::RevocationReason::Unspecified },
    Reason { QLatin1String("keyCompromise"), scm::RevocationReason::KeyCompromise },
    Reason { QLatin1String("caCompromise"), std::nullopt },
    Reason { QLatin1String("affiliationChanged"), scm::RevocationReason::AffiliationChanged },
    Reason { QLatin1String("superseded"), scm::RevocationReason::Superseded },
    Reason { QLatin1String("cessationOfOperation"), scm::RevocationReason::CessationOfOperation },
    Reason { QLatin1String("certificateHold"), std::nullopt },
    Reason { QLatin1String("privilegeWithdrawn"), std::nullopt },
};

ApiResult<void> checkType(const QString& type)
{
    if (type == QLatin1String("RevokeAction"))
        return {};
    const QString target = QStringLiteral("action.type");
    const auto found = std::ranges::find(unsupported, type, &Unsupported::type);
    if (found != unsupported.end())
        return refuse(status::notImplemented, code::notImplemented, found->reason, target, type);
    return refuse(status::badRequest, code::malformed,
        type.isEmpty()
            ? QStringLiteral("The action's type is missing: send RevokeAction.")
            : QStringLiteral("There is no action %1: send RevokeAction.").arg(type.left(60)),
        target, type);
}

void readReason(RequestReader& action, RevokeRequest& request)
{
    const QString word = action.text("reason").trimmed();
    if (word.isEmpty())
        return;
    const auto found = std::ranges::find_if(reasons, [&word](const Reason& reason) {
        return word.compare(reason.word, Qt::CaseInsensitive) == 0;
    });
    if (found != reasons.end() && found->code) {
        request.reason = *found->code;
        return;
    }
    QStringList offered;
    for (const Reason& reason : reasons) {
        if (reason.code)
            offered.append(reason.word);
    }
    action.fail(QStringLiteral("reason"),
        QStringLiteral("Sectigo does not take the reason %1: send one of %2.")
            .arg(word.left(60), offered.join(QLatin1String(", "))),
        word);
}

} // namespace

ApiResult<RevokeRequest> parseAction(QByteArrayView body)
{
    const auto document = requestObject(body);
    if (!document)
        return refuse(document.error());
    RequestReader top(&*document, {});
    RequestReader action = top.object("action");
    if (!top.has("action"))
        return refuse(status::badRequest, code::malformed,
            QStringLiteral(
                "The action is missing: send {\"action\": {\"type\": \"RevokeAction\", ...}}."),
            QStringLiteral("action"));
    if (const auto known = checkType(action.text("type")); !known)
        return refuse(known.error());
    RevokeRequest request;
    readReason(action, request);
    request.comment = action.text("comment").trimmed();
    request.succeedIfAlready = action.flag("succeedIfAlreadyInRequestedState", true);
    const bool wantsCrl = action.flag("issueCrl", false);
    static_cast<void>(wantsCrl); // Sectigo decides when its CRLs are issued
    if (const QString date = action.text("compromiseDate"); !date.isEmpty()) {
        const auto instant = enrollment::parseInstant(date);
        if (instant)
            request.compromised = *instant;
        else
            action.fail(QStringLiteral("compromiseDate"), instant.error().message, date);
    }
    top.takeFailure(action);
    if (top.failure())
        return refuse(*top.failure());
    return request;
}

} // namespace gatehouse::gateway
