// SPDX-License-Identifier: Apache-2.0
#include <core/logging.h>
#include <core/workspace/checkfile.h>

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>
#include <QSaveFile>

#include <algorithm>
#include <array>
#include <utility>

namespace gatehouse::workspace {

namespace {

using connector::CheckStep;
using connector::StepState;

/// The file is shortened when it holds this many, so that not every check rewrites it.
constexpr qsizetype mostLines = 2 * KeptChecks::most;
/// Far more than the records take: what is larger was not written by us.
constexpr qint64 mostBytes = qint64 { 16 } * 1024 * 1024;
constexpr auto lockPatience = std::chrono::milliseconds(200);
constexpr QFile::Permissions ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

constexpr std::array steps { CheckStep::Settings, CheckStep::Stores, CheckStep::NameLookup,
    CheckStep::Proxy, CheckStep::Tcp, CheckStep::Tls, CheckStep::Authentication,
    CheckStep::Organization, CheckStep::Profiles };
constexpr std::array states { StepState::Running, StepState::Passed, StepState::Warned,
    StepState::Failed, StepState::Skipped };

const QString stoppedKey = QStringLiteral("stopped");
const QString trialKey = QStringLiteral("trial");
const QString secretsOfKey = QStringLiteral("secretsOf");

QJsonObject toJson(const CheckRecord::Step& step)
{
    return { { QStringLiteral("step"), connector::checkStepName(step.step) },
        { QStringLiteral("state"), connector::stepStateName(step.state) },
        { QStringLiteral("ms"), qint64 { step.duration.count() } },
        { QStringLiteral("text"), step.text } };
}

QByteArray lineOf(const QJsonObject& json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

QByteArray lineOf(const CheckRecord& record)
{
    QJsonArray list;
    for (const CheckRecord::Step& step : record.steps)
        list.append(toJson(step));
    QJsonObject json { { QStringLiteral("time"), record.time.toUTC().toString(Qt::ISODateWithMs) },
        { QStringLiteral("connector"), record.connector.toString(QUuid::WithoutBraces) },
        { QStringLiteral("id"), record.connectorId }, { QStringLiteral("works"), record.works },
        { QStringLiteral("conclusion"), record.conclusion },
        { QStringLiteral("setting"), record.setting },
        { QStringLiteral("ms"), qint64 { record.duration.count() } },
        { QStringLiteral("steps"), list } };
    if (!record.settings.isEmpty())
        json.insert(QStringLiteral("settings"), QString::fromLatin1(record.settings));
    for (const auto& [name, isSo] :
        { std::pair(stoppedKey, record.isStopped), std::pair(trialKey, record.isTrial) }) {
        if (isSo)
            json.insert(name, true);
    }
    return lineOf(json);
}

/// Not called "connector": to versions that know nothing of it it is no check.
QByteArray lineOf(const QUuid& connector, const QDateTime& time)
{
    return lineOf(QJsonObject { { secretsOfKey, connector.toString(QUuid::WithoutBraces) },
        { QStringLiteral("time"), time.toUTC().toString(Qt::ISODateWithMs) } });
}

std::chrono::milliseconds duration(const QJsonValue& value)
{
    return std::chrono::milliseconds(std::max<qint64>(value.toInteger(), 0));
}

std::optional<CheckRecord::Step> stepFrom(const QJsonObject& json)
{
    const QString name = json.value(QLatin1String("step")).toString();
    const QString state = json.value(QLatin1String("state")).toString();
    const auto foundStep = std::ranges::find_if(
        steps, [&name](CheckStep step) { return connector::checkStepName(step) == name; });
    const auto foundState = std::ranges::find_if(
        states, [&state](StepState each) { return connector::stepStateName(each) == state; });
    if (foundStep == steps.end() || foundState == states.end())
        return std::nullopt;
    return CheckRecord::Step { *foundStep, *foundState, duration(json.value(QLatin1String("ms"))),
        json.value(QLatin1String("text")).toString() };
}

/// What a line says: a check, or that a connector's secrets were changed, or nothing.
struct Line {
    std::optional<CheckRecord> record;
    QUuid changed;
};

std::optional<CheckRecord> recordFrom(const QJsonObject& json)
{
    CheckRecord record;
    record.time =
        QDateTime::fromString(json.value(QLatin1String("time")).toString(), Qt::ISODateWithMs)
            .toUTC();
    record.connector = QUuid(json.value(QLatin1String("connector")).toString());
    record.connectorId = json.value(QLatin1String("id")).toString();
    record.isStopped = json.value(stoppedKey).toBool();
    record.isTrial = json.value(trialKey).toBool();
    // What is being added has no UUID yet.
    if (!record.time.isValid() || (record.connector.isNull() && !record.isTrial))
        return std::nullopt;
    record.settings = json.value(QLatin1String("settings")).toString().toLatin1();
    record.works = json.value(QLatin1String("works")).toBool();
    record.conclusion = json.value(QLatin1String("conclusion")).toString();
    record.setting = json.value(QLatin1String("setting")).toString();
    record.duration = duration(json.value(QLatin1String("ms")));
    const QJsonArray list = json.value(QLatin1String("steps")).toArray();
    for (const auto& value : list) {
        if (const auto step = stepFrom(value.toObject()))
            record.steps.append(*step);
    }
    return record;
}

Line read(const QByteArray& text)
{
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    const QUuid changed(json.value(secretsOfKey).toString());
    return changed.isNull() ? Line { recordFrom(json), {} } : Line { std::nullopt, changed };
}

/// The last lines of the file, newest first.
QList<QByteArray> readLines(QFile& file)
{
    if (file.size() > mostBytes) {
        file.seek(file.size() - mostBytes);
        file.readLine();
    }
    QList<QByteArray> lines;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine();
        if (!line.trimmed().isEmpty())
            lines.append(line);
    }
    std::ranges::reverse(lines);
    return lines;
}

/// Newest first.
QList<QByteArray> keptOf(const QList<QByteArray>& lines)
{
    QList<QByteArray> kept;
    KeptChecks choice;
    for (const QByteArray& text : lines) {
        const Line line = read(text);
        const bool stays = line.record ? choice.keeps(*line.record)
                                       : !line.changed.isNull() && choice.keepsChange(line.changed);
        if (stays)
            kept.append(text);
    }
    return kept;
}

/// Rewrites the file with its newest lines. Only under the lock: a line that another program adds
/// meanwhile would be lost.
void shorten(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return;
    const bool isLong = file.size() > mostBytes || file.readAll().count('\n') >= mostLines;
    if (!isLong)
        return;
    file.seek(0);
    const QList<QByteArray> lines = readLines(file);
    file.close();
    QSaveFile shorter(path);
    if (!shorter.open(QIODevice::WriteOnly))
        return;
    shorter.setPermissions(ownerOnly);
    QList<QByteArray> kept = keptOf(lines);
    std::ranges::reverse(kept);
    for (const QByteArray& line : std::as_const(kept))
        shorter.write(line);
    shorter.commit();
}

/// One line at the end of the file, in one write, so that two programs never mix theirs.
bool append(const QString& path, const QByteArray& line)
{
    const QFileInfo info(path);
    if (!info.dir().exists() && !QDir().mkpath(info.path()))
        return false;
    QFile file(path);
    const auto mode = QIODevice::ReadWrite | QIODevice::Append | QIODevice::Unbuffered;
    if (!file.open(mode, ownerOnly))
        return false;
    // Another writer may have died in the middle of its line.
    QByteArray bytes = line;
    const qint64 size = file.size();
    char last = '\n';
    if (size > 0 && file.seek(size - 1) && file.getChar(&last) && last != '\n')
        bytes.prepend('\n');
    return file.write(bytes) == bytes.size();
}

void appendLine(const QString& path, const QByteArray& line)
{
    QLockFile lock(path + QLatin1String(".lock"));
    const bool isLocked = lock.tryLock(static_cast<int>(lockPatience.count()));
    if (!append(path, line))
        qCWarning(logSettings) << "a check could not be recorded in" << path;
    else if (isLocked)
        shorten(path);
}

} // namespace

bool KeptChecks::keeps(const CheckRecord& record)
{
    const bool isLast = record.isConclusive() && !m_known.contains(record.connector);
    if (isLast)
        m_known.insert(record.connector);
    return ++m_count <= most || isLast;
}

QList<CheckRecord> readChecks(const QString& path)
{
    QList<CheckRecord> records;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return records;
    const QList<QByteArray> lines = readLines(file);
    KeptChecks choice;
    QSet<QUuid> changed;
    for (const QByteArray& text : lines) {
        Line line = read(text);
        if (!line.changed.isNull())
            changed.insert(line.changed);
        if (!line.record || !choice.keeps(*line.record))
            continue;
        line.record->isBeforeNewSecrets = changed.contains(line.record->connector);
        records.append(*line.record);
    }
    return records;
}

void appendCheck(const QString& path, const CheckRecord& record)
{
    appendLine(path, lineOf(record));
}

void appendSecretsChange(const QString& path, const QUuid& connector, const QDateTime& time)
{
    appendLine(path, lineOf(connector, time));
}

} // namespace gatehouse::workspace
