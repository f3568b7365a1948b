// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>
#include <core/scm/types.h>

#include <QByteArray>

// From SCM's bytes to values: pure functions, without a network. All fail with kind Malformed, and
// the error names the endpoint. What SCM leaves unset (missing, null, "", 0) is no failure.
namespace gatehouse::scm {

/// GET /ssl/v1/types. Key types and terms keep SCM's order and spelling.
Result<QList<CertificateType>> parseTypes(const QByteArray& body);
/// GET /ssl/v1/customFields.
Result<QList<CustomFieldDefinition>> parseCustomFields(const QByteArray& body);
/// GET /organization/v1; departments know the name of their parent.
Result<QList<Organization>> parseOrganizations(const QByteArray& body);
/// GET /organization/v1/{id}.
Result<Organization> parseOrganization(const QByteArray& body);
/// GET /ssl/v1.
Result<QList<ListItem>> parseListItems(const QByteArray& body);
/// GET /ssl/v1/{sslId}.
Result<CertificateDetails> parseDetails(const QByteArray& body);
/// POST /ssl/v1/enroll. The error says that an order may have been placed.
Result<EnrollAnswer> parseEnrollAnswer(const QByteArray& body);
/// POST /ssl/v1/renewById/{sslId}.
Result<SslId> parseRenewAnswer(const QByteArray& body);

/// A date in any of SCM's formats (SCM API, section "Date formats"), as UTC; without a time it is
/// midnight. "03/04/2026" is read as SCM writes it by default, month first. Invalid for anything
/// else.
QDateTime parseDate(QStringView text);

/// The CA's own words, fit to be shown: one line, without control characters, at most 300 long.
QString cleanWords(QStringView text);

/// An answer that is not what `endpoint` ("GET /ssl/v1/types") promises; `what` is untranslated.
Error malformedAnswer(const QString& endpoint, const QString& what);
/// Something between us and SCM answered with a page for people.
Error portalAnswer(const QString& endpoint, int httpStatus);

} // namespace gatehouse::scm
