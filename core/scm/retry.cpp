// SPDX-License-Identifier: Apache-2.0
#include <core/scm/retry.h>

#include <QLocale>

#include <algorithm>
#include <array>

namespace gatehouse::scm {

bool isPassing(int httpStatus)
{
    return httpStatus == 429 || (httpStatus >= 500 && httpStatus <= 599 && httpStatus != 501);
}

std::optional<std::chrono::seconds> parseRetryAfter(QByteArrayView value, const QDateTime& now)
{
    constexpr std::chrono::seconds longest = std::chrono::hours(24);
    constexpr qsizetype longestText = 40;
    const QByteArray text = value.trimmed().toByteArray();
    if (text.isEmpty() || text.size() > longestText)
        return std::nullopt;
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    if (isNumber)
        return number < 0 ? std::nullopt
                          : std::optional(std::min(std::chrono::seconds(number), longest));
    QDateTime date = QLocale::c().toDateTime(
        QString::fromLatin1(text), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
    date.setTimeSpec(Qt::UTC);
    if (!date.isValid() || !now.isValid())
        return std::nullopt;
    const std::chrono::seconds wait(now.secsTo(date));
    return std::clamp(wait, std::chrono::seconds(0), longest);
}

std::optional<std::chrono::milliseconds> pauseBefore(
    int repeat, std::optional<std::chrono::seconds> retryAfter, double jitter)
{
    constexpr std::chrono::seconds patience(30);
    constexpr std::array pauses { std::chrono::milliseconds(1000),
        std::chrono::milliseconds(2000) };
    if (repeat < 1 || repeat > static_cast<int>(pauses.size()))
        return std::nullopt;
    if (retryAfter)
        return *retryAfter > patience ? std::nullopt
                                      : std::optional<std::chrono::milliseconds>(*retryAfter);
    const std::chrono::milliseconds pause = pauses.at(static_cast<std::size_t>(repeat) - 1);
    const double extra = static_cast<double>(pause.count()) / 2 * std::clamp(jitter, 0.0, 1.0);
    return pause + std::chrono::milliseconds(static_cast<qint64>(extra));
}

} // namespace gatehouse::scm
