// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/call.h>

// One function a resource: parse, ask the core, serialise.
namespace gatehouse::gateway {

Task<http::ServerResponse> listCas(Call call);
Task<http::ServerResponse> oneCa(Call call);
Task<http::ServerResponse> caStatus(Call call);
Task<http::ServerResponse> caProperties(Call call);
Task<http::ServerResponse> listProfiles(Call call);
Task<http::ServerResponse> oneProfile(Call call);
Task<http::ServerResponse> enroll(Call call);
Task<http::ServerResponse> oneEnrollment(Call call);
Task<http::ServerResponse> oneCertificate(Call call);
Task<http::ServerResponse> oneSubject(Call call);
Task<http::ServerResponse> certificateAction(Call call);
Task<http::ServerResponse> subjectAction(Call call);
Task<http::ServerResponse> domainAction(Call call);
Task<http::ServerResponse> certificateEvents(Call call);
Task<http::ServerResponse> openApi(Call call);

} // namespace gatehouse::gateway
