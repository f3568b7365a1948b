// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/command.h>
#include <app/ctl/delivery.h>
#include <app/ctl/output.h>
#include <app/ctl/pkcs12password.h>
#include <app/ctl/words.h>
#include <core/workspace/delivery.h>

#include <QFileInfo>

namespace gatehouse::ctl {

namespace {

constexpr qint64 largestRequest = 128 * 1024;

QString userName()
{
    return qEnvironmentVariable("USER", QStringLiteral("gatehousectl"));
}

Result<enrollment::EnrollmentRequest> requestFrom(const QCommandLineParser& parser);

class EnrollCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("enroll"); }
    QString arguments() const override { return QStringLiteral("ID"); }
    QString summary() const override { return Words::tr("Order a certificate and wait for it."); }
    int argumentCount() const override { return 1; }
    QList<QCommandLineOption> options() const override
    {
        return { { QStringLiteral("profile"), Words::tr("The profile to order under."),
                     QStringLiteral("P") },
            { QStringLiteral("csr"),
                Words::tr("PKCS #10 request, PEM or DER; - reads standard input."),
                QStringLiteral("FILE") },
            pkcs12Option(), legacyOption(),
            { QStringLiteral("subject"), Words::tr("Subject of a PKCS #12 enrollment."),
                QStringLiteral("DN") },
            { QStringLiteral("san"),
                Words::tr(
                    "A subject alternative name, such as DNS:www.example.org; may be repeated."),
                QStringLiteral("TYPE:VALUE") },
            { QStringLiteral("days"),
                Words::tr("Validity; one of the profile's terms. Default: its first."),
                QStringLiteral("N") },
            { QStringLiteral("comment"), Words::tr("Shown with the order in SCM."),
                QStringLiteral("TEXT") },
            { QStringLiteral("field"),
                Words::tr("A custom field of the customer's; may be repeated."),
                QStringLiteral("NAME=VALUE") },
            { QStringLiteral("dry-run"),
                Words::tr("Say what would be ordered and by which rules; order nothing.") },
            { QStringLiteral("again"),
                Words::tr("Order even though the same key has an order that waits.") },
            outOption(), formatOption(), jsonOption() };
    }
    QString details() const override
    {
        return Words::tr(
            "Either --csr FILE, or --pkcs12 FILE with --subject DN: then the key is made here.");
    }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        Terminal& terminal = context.terminal();
        const bool json = parser.isSet(QStringLiteral("json"));
        auto request = requestFrom(parser);
        if (!request)
            co_return report(terminal, request.error(), json);
        auto connector = co_await context.open(arguments.first());
        if (!connector)
            co_return report(terminal, connector.error(), json);
        auto plan = co_await (*connector)->plan(*request, context.stop());
        if (!plan)
            co_return report(terminal, plan.error(), json);
        printPlan(terminal, *plan);
        if (parser.isSet(QStringLiteral("dry-run")))
            co_return Done;
        auto duplicate = co_await refuseDuplicate(*connector, *plan, parser);
        if (!duplicate)
            co_return report(terminal, duplicate.error(), json);

        // Asked for before anything is ordered: a password that cannot be had must not cost a
        // certificate.
        Secret password;
        if (plan->kind == orders::OrderKind::Pkcs12) {
            auto asked = newPkcs12Password(terminal);
            if (!asked)
                co_return report(terminal, asked.error(), json);
            password = *asked;
        }
        auto progress = progressPrinter(terminal);
        auto outcome = co_await (*connector)->engine()->enroll(*plan, progress, context.stop());
        if (!outcome)
            co_return report(terminal, outcome.error(), json);
        co_return co_await deliver(context, *connector, *outcome, parser, password);
    }

private:
    static void printPlan(Terminal& terminal, const enrollment::Plan& plan)
    {
        QStringList names;
        for (const auto& name : plan.subjectAltNames)
            names.append(name.toString());
        terminal.err() << Words::tr("Ordering under %1 (Sectigo profile %2):")
                              .arg(plan.profileName)
                              .arg(plan.certType)
                       << '\n'
                       << Words::tr("  subject        %1").arg(plan.subject.toString()) << '\n'
                       << Words::tr("  names          %1").arg(names.join(QStringLiteral(", ")))
                       << '\n'
                       << Words::tr("  key            %1").arg(plan.keyType.toString()) << '\n'
                       << Words::tr("  days           %1").arg(plan.term) << '\n';
        for (const QString& rule : plan.rules)
            terminal.err() << QStringLiteral("  · ") << rule << '\n';
        terminal.err().flush();
    }

    /// The same CSR while its order waits would be bought twice.
    static Task<Result<void>> refuseDuplicate(std::shared_ptr<connector::Connector> connector,
        enrollment::Plan plan, const QCommandLineParser& parser)
    {
        if (plan.csr.isNull() || parser.isSet(QStringLiteral("again")))
            co_return Result<void> {};
        auto open = co_await connector->engine()->openOrderFor(plan.csr.publicKeyInfo());
        if (!open)
            co_return failure(open.error());
        if (!open->has_value())
            co_return Result<void> {};
        Error error = Error::of(ErrorKind::Usage,
            Words::tr("Order %1 for the same key is still open. Take it up with “gatehousectl "
                      "orders resume %1”, or add --again to order another one.")
                .arg((*open)->id));
        error.cause = QStringLiteral("enroll/already-ordered");
        co_return failure(error);
    }
};

Result<scm::CustomField> customField(const QString& text)
{
    const qsizetype equals = text.indexOf(u'=');
    if (equals < 1)
        return failure(ErrorKind::Usage,
            Words::tr("“%1” is not a custom field. Write --field NAME=VALUE.").arg(text));
    return scm::CustomField { text.left(equals), text.mid(equals + 1) };
}

Result<void> readSubject(const QCommandLineParser& parser, enrollment::EnrollmentRequest& request)
{
    const bool csr = parser.isSet(QStringLiteral("csr"));
    const bool pkcs12 = parser.isSet(QStringLiteral("pkcs12"));
    if (csr == pkcs12)
        return failure(ErrorKind::Usage,
            Words::tr("Give either --csr FILE, or --pkcs12 FILE with --subject DN."));
    if (csr) {
        if (parser.isSet(QStringLiteral("subject")))
            return failure(ErrorKind::Usage,
                Words::tr("With --csr the subject is the request's; leave --subject out."));
        auto bytes = readInput(parser.value(QStringLiteral("csr")), largestRequest);
        if (!bytes)
            return failure(bytes.error());
        auto parsed = pki::CertificateRequest::parse(*bytes);
        if (!parsed)
            return failure(parsed.error());
        request.csr = *parsed;
        return {};
    }
    auto subject = pki::DistinguishedName::parse(parser.value(QStringLiteral("subject")));
    if (!subject)
        return failure(subject.error());
    if (subject->isEmpty())
        return failure(ErrorKind::Usage,
            Words::tr("Say whom the certificate is for: --subject CN=www.example.org."));
    const QFileInfo target(parser.value(QStringLiteral("pkcs12")));
    if (!target.absoluteDir().exists() || target.isDir())
        return failure(ErrorKind::Usage,
            Words::tr("%1 cannot be written: the folder is not there.").arg(target.filePath()));
    request.subject = *subject;
    return {};
}

Result<enrollment::EnrollmentRequest> requestFrom(const QCommandLineParser& parser)
{
    enrollment::EnrollmentRequest request;
    request.profileId = parser.value(QStringLiteral("profile"));
    request.comment = parser.value(QStringLiteral("comment"));
    request.requestedBy = userName();
    if (request.profileId.isEmpty())
        return failure(ErrorKind::Usage,
            Words::tr("Name the profile with --profile; “gatehousectl profiles ID” lists them."));
    if (auto format = workspace::parseCertificateFormat(parser.value(QStringLiteral("format")));
        !format)
        return failure(format.error());
    if (parser.isSet(QStringLiteral("days"))) {
        bool number = false;
        const int days = parser.value(QStringLiteral("days")).toInt(&number);
        if (!number || days < 1)
            return failure(ErrorKind::Usage,
                Words::tr("--days takes a number of days, not “%1”.")
                    .arg(parser.value(QStringLiteral("days"))));
        request.days = days;
    }
    const QStringList names = parser.values(QStringLiteral("san"));
    for (const QString& text : names) {
        auto name = pki::GeneralName::parse(text);
        if (!name)
            return failure(name.error());
        request.subjectAltNames.append(*name);
    }
    const QStringList fields = parser.values(QStringLiteral("field"));
    for (const QString& text : fields) {
        auto field = customField(text);
        if (!field)
            return failure(field.error());
        request.customFields.append(*field);
    }
    if (auto subject = readSubject(parser, request); !subject)
        return failure(subject.error());
    return request;
}

} // namespace

std::unique_ptr<Command> enrollCommand()
{
    return std::make_unique<EnrollCommand>();
}

} // namespace gatehouse::ctl
