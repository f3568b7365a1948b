// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/command.h>
#include <app/ctl/output.h>
#include <app/ctl/words.h>
#include <core/workspace/delivery.h>
#include <core/workspace/files.h>

#include <QFile>

namespace gatehouse::ctl {

namespace {

Json optionalTime(const QDateTime& time)
{
    return time.isValid() ? Json(utf8Of(time.toUTC().toString(Qt::ISODate))) : Json(nullptr);
}

} // namespace

void print(Terminal& terminal, const Json& document)
{
    terminal.write(QByteArray::fromStdString(document.dump(2)) + '\n');
}

Json toJson(const Error& error)
{
    Json json;
    json["kind"] = utf8Of(errorKindName(error.kind));
    json["cause"] = utf8Of(error.cause);
    json["message"] = utf8Of(error.message);
    if (!error.setting.isEmpty())
        json["setting"] = utf8Of(error.setting);
    if (error.httpStatus != 0)
        json["httpStatus"] = error.httpStatus;
    if (error.caCode)
        json["caCode"] = *error.caCode;
    if (!error.detail.isEmpty())
        json["detail"] = utf8Of(error.detail);
    return json;
}

Json toJson(const orders::Order& order)
{
    Json json;
    json["id"] = utf8Of(order.id);
    json["connector"] = utf8Of(order.connectorId);
    json["state"] = utf8Of(orders::orderStateName(order.state));
    json["profile"] = utf8Of(order.profileId);
    json["kind"] = order.kind == orders::OrderKind::Pkcs12 ? "pkcs12" : "pkcs10";
    json["subject"] = utf8Of(order.subject);
    json["subjectAltNames"] = toJson(order.subjectAltNames);
    json["days"] = order.term;
    json["sslId"] = order.sslId;
    json["caStatus"] = utf8Of(order.caStatus);
    json["lastAnswer"] = utf8Of(order.lastAnswer);
    json["serialNumber"] = utf8Of(order.serialNumber.toHex());
    json["notAfter"] = optionalTime(order.notAfter);
    json["created"] = optionalTime(order.created);
    json["updated"] = optionalTime(order.updated);
    if (order.failure)
        json["failure"] = toJson(*order.failure);
    return json;
}

Json toJson(const pki::Certificate& certificate)
{
    Json json;
    json["subject"] = utf8Of(certificate.subject().toString());
    json["issuer"] = utf8Of(certificate.issuer().toString());
    json["serialNumber"] = utf8Of(certificate.serialNumber().toHex());
    json["notBefore"] = optionalTime(certificate.notBefore());
    json["notAfter"] = optionalTime(certificate.notAfter());
    const auto keyType = certificate.keyType();
    json["keyType"] = keyType ? utf8Of(keyType->toString()) : "";
    Json names = Json::array();
    const auto subjectAltNames = certificate.subjectAltNames();
    for (const auto& name : subjectAltNames)
        names.push_back(utf8Of(name.toString()));
    json["subjectAltNames"] = names;
    json["sha256"] = certificate.sha256Fingerprint().toHex().toStdString();
    return json;
}

Json toJson(const enrollment::Outcome& outcome)
{
    static constexpr std::array names { "issued", "pending", "failed" };
    Json json;
    json["outcome"] = names.at(static_cast<std::size_t>(outcome.state));
    json["order"] = toJson(outcome.order);
    if (!outcome.chain.isEmpty())
        json["certificate"] = toJson(outcome.chain.first());
    json["differences"] = toJson(outcome.differences);
    if (outcome.failure)
        json["error"] = toJson(*outcome.failure);
    return json;
}

int report(Terminal& terminal, const Error& error, bool json)
{
    terminal.err() << error.message << Qt::endl;
    const auto* definition = settings::findDefinition(error.setting);
    if (definition != nullptr) {
        terminal.err()
            << Words::tr("Setting: %1 (%2)").arg(definition->translatedLabel(), definition->key)
            << Qt::endl;
    }
    if (!error.detail.isEmpty())
        terminal.err() << Words::tr("Detail: %1").arg(error.detail) << Qt::endl;
    if (json) {
        Json document;
        document["error"] = toJson(error);
        print(terminal, document);
    }
    return exitCodeFor(error);
}

QString durationText(std::chrono::seconds duration)
{
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(duration);
    const auto seconds = duration - minutes;
    if (minutes.count() == 0)
        return Words::tr("%1 s").arg(seconds.count());
    return Words::tr("%1 min %2 s").arg(minutes.count()).arg(seconds.count());
}

Result<QByteArray> readInput(const QString& path, qint64 limit)
{
    if (path != u"-")
        return workspace::readFile(path, limit);
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly)) {
        return failure(ErrorKind::LocalFile,
            Words::tr("Standard input could not be read: %1.").arg(input.errorString()));
    }
    QByteArray bytes = input.read(limit + 1);
    if (bytes.size() > limit) {
        constexpr qint64 bytesPerKiB = 1024;
        return failure(ErrorKind::LocalFile,
            Words::tr("Standard input holds more than %1 KiB, which this cannot be.")
                .arg(limit / bytesPerKiB));
    }
    return bytes;
}

Result<void> deliverCertificate(
    Terminal& terminal, const QList<pki::Certificate>& chain, const QCommandLineParser& parser)
{
    const auto format = workspace::parseCertificateFormat(parser.value(QStringLiteral("format")));
    if (!format)
        return failure(format.error());
    auto bytes = workspace::certificateBytes(chain, *format);
    if (!bytes)
        return failure(bytes.error());
    const QString path = parser.value(QStringLiteral("out"));
    if (path.isEmpty()) {
        terminal.write(*bytes);
        return {};
    }
    auto written = workspace::writeFile(path, *bytes, workspace::FilePrivacy::Shared);
    if (written)
        terminal.err() << Words::tr("Written to %1").arg(path) << Qt::endl;
    return written;
}

QString describe(const pki::Certificate& certificate)
{
    return Words::tr(
        "  subject        %1\n  serial number  %2\n  valid          %3 to %4\n  issuer "
        "        %5\n")
        .arg(certificate.subject().toString(), certificate.serialNumber().toHex(),
            certificate.notBefore().toString(Qt::ISODate),
            certificate.notAfter().toString(Qt::ISODate), certificate.issuer().toString());
}

} // namespace gatehouse::ctl
