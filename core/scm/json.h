// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/result.h>

#include <QByteArrayView>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <optional>

// Reading SCM's JSON: strict about structure, lenient about spelling. Private to this library.
namespace gatehouse::scm {

/// Ordered, because SCM's order of key types has a meaning.
using Json = nlohmann::ordered_json;

/// Parses a document of at most 32 MiB, 64 levels and 256 members an object; nullopt for everything
/// else. The bounds are far above what SCM sends and keep a hostile answer from costing time.
std::optional<Json> parseJson(QByteArrayView bytes);

/// Whether this is a page for people: a portal's or proxy's, never SCM's.
bool looksLikeHtml(QByteArrayView bytes);

QString toText(const std::string& utf8);

/// The members of one JSON object. Missing, null and "" are alike; numbers may be text and text may
/// be a number. The first member of a wrong type is noted in `problem`, and reads as unset.
class Members {
public:
    Members(const Json& object, QString& problem);
    /// The members of an object inside this one; problems are noted in the same place.
    Members inner(const Json& object) const { return { object, m_problem }; }

    QString text(const char* name) const;
    /// nullopt when unset.
    std::optional<qint64> number(const char* name) const;
    qint64 integer(const char* name) const { return number(name).value_or(0); }
    /// As `integer`, 0 also for what an int cannot hold (which is noted).
    int smallInteger(const char* name) const;
    std::optional<bool> flag(const char* name) const;
    /// A list of texts, or one text with its elements between commas or semicolons.
    QStringList texts(const char* name) const;
    /// nullptr when unset.
    const Json* array(const char* name) const;
    const Json* object(const char* name) const;
    const Json* value(const char* name) const; ///< anything but missing, null, ""
    void note(const char* name, const char* expected) const;

private:
    const Json& m_object;
    QString& m_problem;
};

/// A number, or text that is one; nullopt otherwise.
std::optional<qint64> toNumber(const Json& value);
/// Text, or a number as text; nullopt otherwise.
std::optional<QString> toScalarText(const Json& value);

} // namespace gatehouse::scm
