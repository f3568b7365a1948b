// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/apierror.h>

namespace gatehouse::gateway {

/// What a request is for (reference, section 2).
enum class Endpoint {
    ListCas,
    OneCa,
    CaStatus,
    CaProperties,
    ListProfiles,
    OneProfile,
    Enroll,
    OneEnrollment, ///< an extension: how an order stands
    OneCertificate,
    CertificateAction,
    CertificateEvents,
    OneSubject,
    SubjectAction,
    DomainAction,
    OpenApi
};
QString endpointName(Endpoint endpoint); ///< for logs and metrics: "enroll"

struct Route {
    Endpoint endpoint = Endpoint::ListCas;
    QString caId;
    QString item; ///< profile id, order id, serial number, DN or domain
    bool isChange = false; ///< POST

    bool operator==(const Route&) const = default;
};

/// The path below the context path, split on '/' before it was decoded. 404 for no such resource;
/// 405 for one that has no such method, with those it has in `ApiError::value`. HEAD is GET.
ApiResult<Route> route(const QByteArray& method, const QStringList& segments);

/// All that are served, a method and a path below the context path each: "GET
/// v1/certificate-authorities/*".
QStringList servedResources();

/// What follows the context path, which is split the same way; nothing when the path is elsewhere.
std::optional<QStringList> below(const QStringList& segments, const QString& contextPath);

} // namespace gatehouse::gateway
