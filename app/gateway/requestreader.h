// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/gateway/apierror.h>
#include <core/json.h>

namespace gatehouse::gateway {

/// Reads the members of a JSON request leniently, as the API's clients write it: null is absent,
/// unknown members do not matter, a flag may be the text "true" (checklist 2 and 3). Notes the
/// first thing that is wrong.
class RequestReader {
public:
    /// `object` must live as long; null: nothing is there.
    RequestReader(const Json* object, QString path);

    bool has(const char* name) const { return find(name) != nullptr; }
    /// A text, or a number written as one.
    QString text(const char* name);
    bool flag(const char* name, bool byDefault);
    const Json* find(const char* name) const;
    /// A list; nullptr when it is absent or empty. Anything else is a problem.
    const Json* list(const char* name);
    /// An object; one without members when it is absent.
    RequestReader object(const char* name);

    void fail(const QString& name, const QString& message, const QString& value = {});
    const std::optional<ApiError>& failure() const { return m_failure; }
    void takeFailure(const RequestReader& other);

private:
    const Json* m_object;
    QString m_path;
    std::optional<ApiError> m_failure;
};

/// The body as a JSON object, or 400.
ApiResult<Json> requestObject(QByteArrayView body);

} // namespace gatehouse::gateway
