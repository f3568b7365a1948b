// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/supportbundle.h>
#include <core/workspace/words.h>

#include <QSysInfo>

#include <openssl/crypto.h>

namespace gatehouse::workspace {

namespace {

using settings::ConnectorSettings;

constexpr qsizetype mostChecks = 5;
constexpr qsizetype mostOrders = 20;

QString heading(const QString& title)
{
    return QStringLiteral("\n%1\n%2\n").arg(title, QString(title.size(), u'-'));
}

QString line(const QString& name, const QString& value)
{
    constexpr int width = 24;
    return value.isEmpty() ? QString()
                           : QStringLiteral("  %1 %2\n").arg(name.leftJustified(width), value);
}

QString timeText(const QDateTime& time)
{
    return time.toUTC().toString(Qt::ISODate);
}

QString versions()
{
    return heading(Words::tr("Versions"))
        + line(QStringLiteral("Gatehouse"), QStringLiteral(GATEHOUSE_VERSION))
        + line(QStringLiteral("Qt"), QString::fromLatin1(qVersion()))
        + line(QStringLiteral("OpenSSL"), QString::fromLatin1(OpenSSL_version(OPENSSL_VERSION)))
        + line(Words::tr("System"),
            QStringLiteral("%1, %2 %3, %4")
                .arg(QSysInfo::prettyProductName(), QSysInfo::kernelType(),
                    QSysInfo::kernelVersion(), QSysInfo::currentCpuArchitecture()));
}

/// Which secrets are kept, never what they are.
QString secretsText(const secrets::SecretStore& store, const Result<QStringList>& stored)
{
    QString text = heading(Words::tr("Secrets")) + line(Words::tr("kept in"), store.description());
    if (!stored)
        return text + line(Words::tr("not readable"), stored.error().message);
    for (const settings::SettingDefinition& definition : settings::definitions()) {
        if (definition.kind != settings::ValueKind::Secret)
            continue;
        text += line(definition.key,
            stored->contains(definition.key) ? Words::tr("kept") : Words::tr("not kept"));
    }
    return text;
}

QString checkText(const CheckRecord& check)
{
    const QString conclusion = check.isTrial
        ? Words::tr("%1 (tried, not saved)", "conclusion of a check").arg(check.conclusion)
        : check.conclusion;
    QString text = QStringLiteral("%1  %2\n").arg(timeText(check.time), conclusion);
    for (const CheckRecord::Step& step : check.steps) {
        text += line(connector::checkStepName(step.step),
            QStringLiteral("%1, %2 ms. %3")
                .arg(connector::stepStateName(step.state), QString::number(step.duration.count()),
                    step.text));
    }
    return text;
}

QString checksText(const QList<CheckRecord>& all, const QUuid& connector)
{
    QString text = heading(Words::tr("Last connection checks"));
    qsizetype count = 0;
    for (const CheckRecord& check : all) {
        if (check.connector != connector || count == mostChecks)
            continue;
        ++count;
        text += checkText(check);
    }
    return count == 0 ? text + Words::tr("None.") + u'\n' : text;
}

QString failureText(const Error& error)
{
    QString text = line(Words::tr("kind"), errorKindName(error.kind))
        + line(Words::tr("cause"), error.cause) + line(Words::tr("message"), error.message)
        + line(Words::tr("detail"), error.detail);
    if (error.httpStatus != 0)
        text += line(QStringLiteral("HTTP"), QString::number(error.httpStatus));
    if (error.caCode)
        text += line(Words::tr("CA code"), QString::number(*error.caCode));
    return text;
}

/// An order without its CSR, key, certificates and requester.
QString orderText(const orders::Order& order)
{
    QString text = QStringLiteral("%1  %2\n").arg(timeText(order.created), order.id);
    text += line(Words::tr("state"), orders::orderStateName(order.state))
        + line(Words::tr("updated"), timeText(order.updated))
        + line(Words::tr("profile"), order.profileId)
        + line(Words::tr("kind"),
            order.kind == orders::OrderKind::Pkcs12 ? QStringLiteral("PKCS #12")
                                                    : QStringLiteral("PKCS #10"))
        + line(Words::tr("subject"), order.subject)
        + line(Words::tr("names"), order.subjectAltNames.join(QLatin1String(", ")))
        + line(Words::tr("days"), QString::number(order.term))
        + line(Words::tr("number in SCM"), QString::number(order.sslId))
        + line(Words::tr("attempts"), QString::number(order.attempt))
        + line(Words::tr("status in SCM"), order.caStatus)
        + line(Words::tr("last answer"), order.lastAnswer);
    return order.failure ? text + failureText(*order.failure) : text;
}

QString ordersText(const Result<QList<orders::Order>>& all)
{
    QString text = heading(Words::tr("Last failed and uncertain orders"));
    if (!all)
        return text + all.error().message + u'\n';
    qsizetype count = 0;
    for (const orders::Order& order : *all) {
        const bool isOfInterest = order.state == orders::OrderState::Failed
            || order.state == orders::OrderState::Uncertain;
        if (!isOfInterest || count == mostOrders)
            continue;
        ++count;
        text += orderText(order);
    }
    return count == 0 ? text + Words::tr("None.") + u'\n' : text;
}

QString opening(const QDateTime& now)
{
    return Words::tr(
               "Gatehouse support information of %1.\nIt holds host names and distinguished "
               "names, the connector's settings and what the CA said. It holds no password, "
               "key, request or certificate, and no requester's name. Read it before you pass "
               "it on.\n")
               .arg(timeText(now))
        + versions() + heading(Words::tr("Settings"));
}

Task<QString> readyText(QString text)
{
    co_return text;
}

Task<QString> addSources(QString text, ConnectorSettings settings, Task<QList<CheckRecord>> reading,
    std::shared_ptr<secrets::SecretStore> secrets, std::shared_ptr<orders::OrderStore> orders,
    Task<Result<QStringList>> storedSecrets)
{
    const Result<QStringList> stored = co_await storedSecrets;
    text += secretsText(*secrets, stored);
    const QList<CheckRecord> checks = co_await reading;
    text += checksText(checks, settings.uuid);
    orders::OrderFilter filter;
    filter.connector = settings.uuid;
    const auto all = co_await orders->list(filter);
    text += ordersText(all);
    co_return text;
}

} // namespace

// Not a coroutine: the task holds what it needs, never the workspace.
Task<QString> supportBundle(Workspace& workspace, const QString& connectorId)
{
    const QString text = opening(workspace.clock()->now());
    const auto settings = workspace.load(connectorId);
    if (!settings)
        return readyText(text + settings.error().message + u'\n');
    const QString exported = QString::fromUtf8(settings::exportJson(*settings)).trimmed() + u'\n';
    return addSources(text + exported, *settings, workspace.checks().all(), workspace.secrets(),
        workspace.orders(), workspace.storedSecrets(*settings));
}

} // namespace gatehouse::workspace
