// SPDX-License-Identifier: Apache-2.0
#include <core/settings/jsontext.h>

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::settings {

namespace {

constexpr int maximumDepth = 32;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::JsonText)
};

Error malformed(QString message)
{
    Error error = Error::of(ErrorKind::LocalFile, std::move(message));
    error.cause = QStringLiteral("settings/malformed-file");
    return error;
}

/// Line and column, both from 1, of a byte.
std::pair<qsizetype, qsizetype> positionOf(QByteArrayView bytes, qsizetype offset)
{
    const QByteArrayView before = bytes.first(qBound<qsizetype>(0, offset, bytes.size()));
    const qsizetype lineStart = before.lastIndexOf('\n') + 1;
    return { std::count(before.begin(), before.end(), '\n') + 1, before.size() - lineStart + 1 };
}

} // namespace

Result<Json> parseJson(QByteArrayView bytes, const QString& name)
{
    if (bytes.size() > maximumDocumentSize)
        return failure(malformed(
            Text::tr("%1 is larger than 1 MiB, which no settings file is: choose another file.")
                .arg(name)));
    // Deep nesting is cut off while it is read: what walks the result later is recursive.
    bool tooDeep = false;
    const auto guard = [&tooDeep](int depth, Json::parse_event_t, Json&) {
        tooDeep = tooDeep || depth > maximumDepth;
        return !tooDeep;
    };
    try {
        Json document = Json::parse(bytes.begin(), bytes.end(), guard);
        if (!tooDeep)
            return document;
    } catch (const Json::parse_error& error) {
        const auto [line, column] = positionOf(bytes, static_cast<qsizetype>(error.byte) - 1);
        return failure(
            malformed(Text::tr("%1 is not valid JSON at line %2, column %3: correct it there.")
                          .arg(name, QString::number(line), QString::number(column))));
    } catch (const Json::exception&) {
        return failure(malformed(Text::tr("%1 is not valid JSON: correct it.").arg(name)));
    }
    return failure(malformed(
        Text::tr("%1 is nested deeper than any settings file: choose another file.").arg(name)));
}

QString textOf(const std::string& text)
{
    return QString::fromStdString(text);
}

std::string utf8Of(QStringView text)
{
    return text.toUtf8().toStdString();
}

QString compactText(const Json& value)
{
    return textOf(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

QString propertyText(const Json& value)
{
    if (value.is_null())
        return {};
    if (value.is_string())
        return textOf(value.get_ref<const std::string&>());
    return compactText(value);
}

} // namespace gatehouse::settings
