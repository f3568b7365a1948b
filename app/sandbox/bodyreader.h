// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answer.h"

namespace gatehouse::sandbox {

/// A name and a value, as SCM's custom fields travel.
struct NameValue {
    QString name;
    QString value;
    bool operator==(const NameValue&) const = default;
};

/// Reads a request body member by member as SCM does: members nobody knows are ignored, null means
/// absent, numbers may be strings. The first thing wrong stays in `error()`; what is read after it
/// is of no use.
class BodyReader {
public:
    enum class EmptyBody { Refused, IsEmptyObject };

    explicit BodyReader(QByteArrayView body, EmptyBody empty = EmptyBody::Refused);

    const std::optional<ApiError>& error() const { return m_error; }

    std::optional<qint64> integer(const char* name);
    /// At least 1.
    qint64 requiredInteger(const char* name);
    std::optional<bool> boolean(const char* name);
    /// At most `maximum` characters.
    std::optional<QString> text(const char* name, qsizetype maximum);
    /// 1 to `maximum` characters.
    QString requiredText(const char* name, qsizetype maximum);
    std::optional<QStringList> textList(const char* name);
    std::optional<QList<NameValue>> nameValues(const char* name);
    std::optional<Json> object(const char* name);

private:
    const Json* member(const char* name) const;
    void fail(int number, const QString& description);
    void failParse();

    Json m_body;
    std::optional<ApiError> m_error;
};

} // namespace gatehouse::sandbox
