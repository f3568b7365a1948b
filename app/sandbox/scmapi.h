// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "certificateservice.h"
#include <core/http/server.h>

namespace gatehouse::sandbox {

/// SCM's REST API: paths and bodies on one side, CertificateService on the other. Knows nothing of
/// logins.
class ScmApi {
public:
    ScmApi(CertificateService& service, Store& store, const Authority& authority,
        const Catalogue& catalogue, const Behaviour& behaviour, Clock& clock);

    /// `segments` is the path after "api"; `login` has been authenticated.
    http::ServerResponse handle(
        const http::ServerRequest& request, const QStringList& segments, const QString& login);

private:
    struct Call {
        const http::ServerRequest& request;
        QString login;
        QStringList variables; ///< what stands in the path's variable places
    };
    using Answer = ApiResult<http::ServerResponse>;
    using Handler = Answer (ScmApi::*)(const Call&);
    struct Route {
        const char* method;
        const char* path; ///< "*" is a variable segment
        Handler handler;
    };
    static const QList<Route>& routes();

    Answer types(const Call& call);
    Answer customFields(const Call& call);
    Answer list(const Call& call);
    Answer details(const Call& call);
    Answer update(const Call& call);
    Answer enroll(const Call& call);
    Answer collect(const Call& call);
    Answer approve(const Call& call);
    Answer decline(const Call& call);
    Answer revoke(const Call& call);
    Answer revokeBySerial(const Call& call);
    Answer renewById(const Call& call);
    Answer renewByToken(const Call& call);
    Answer replace(const Call& call);
    Answer remove(const Call& call);
    Answer organizations(const Call& call);
    Answer organization(const Call& call);
    Answer passwordState(const Call& call);

    ApiResult<CertificateRecord> recordOf(const Call& call, int missingStatus = 400);
    ApiResult<void> revokeRecord(const Call& call, const CertificateRecord& record);
    Answer decide(const Call& call, bool approved);
    Answer detailsOf(CertificateRecord record, const Call& call);

    CertificateService& m_service;
    Store& m_store;
    const Authority& m_authority;
    const Catalogue& m_catalogue;
    const Behaviour& m_behaviour;
    Clock& m_clock;
};

} // namespace gatehouse::sandbox
