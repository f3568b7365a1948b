// SPDX-License-Identifier: Apache-2.0
#include <core/settings/jsontext.h>
#include <core/settings/words.h>

namespace gatehouse::settings {

namespace {

constexpr int maximumDepth = 32;

Error malformed(QString message)
{
    Error error = Error::of(ErrorKind::LocalFile, std::move(message));
    error.cause = QStringLiteral("settings/malformed-file");
    return error;
}

} // namespace

Result<Json> parseDocument(QByteArrayView bytes, const QString& name)
{
    if (bytes.size() > maximumDocumentSize)
        return failure(malformed(
            Words::tr("%1 is larger than 1 MiB, which no settings file is: choose another file.")
                .arg(name)));
    auto document = parseJson(bytes, maximumDepth);
    if (document)
        return *std::move(document);
    const JsonFault& fault = document.error();
    if (fault.isTooDeep)
        return failure(
            malformed(Words::tr("%1 is nested deeper than any settings file: choose another file.")
                          .arg(name)));
    if (fault.line == 0)
        return failure(malformed(Words::tr("%1 is not valid JSON: correct it.").arg(name)));
    return failure(
        malformed(Words::tr("%1 is not valid JSON at line %2, column %3: correct it there.")
                      .arg(name, QString::number(fault.line), QString::number(fault.column))));
}

QString propertyText(const Json& value)
{
    if (value.is_null())
        return {};
    return value.is_string() ? toText(value) : QString::fromUtf8(toBytes(value));
}

} // namespace gatehouse::settings
