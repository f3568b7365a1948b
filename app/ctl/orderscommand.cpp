// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/command.h>
#include <app/ctl/delivery.h>
#include <app/ctl/output.h>
#include <app/ctl/pkcs12password.h>
#include <app/ctl/words.h>
#include <core/workspace/delivery.h>

namespace gatehouse::ctl {

namespace {

class OrdersCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("orders"); }
    QString arguments() const override { return {}; }
    QString summary() const override { return Words::tr("List the orders, newest first."); }
    int argumentCount() const override { return 0; }
    QList<QCommandLineOption> options() const override
    {
        return { { QStringLiteral("pending"),
                     Words::tr("Only those about which something is still to be done.") },
            jsonOption() };
    }

    Task<int> run(Context& context, const QCommandLineParser& parser, QStringList) override
    {
        const bool json = parser.isSet(QStringLiteral("json"));
        orders::OrderFilter filter;
        filter.onlyOpen = parser.isSet(QStringLiteral("pending"));
        auto listed = co_await context.orders()->list(filter);
        if (!listed)
            co_return report(context.terminal(), listed.error(), json);
        if (json) {
            Json document = Json::array();
            for (const auto& order : std::as_const(*listed))
                document.push_back(ctl::toJson(order));
            print(context.terminal(), document);
            co_return Done;
        }
        for (const auto& order : std::as_const(*listed)) {
            context.terminal().out()
                << QStringLiteral("%1  %2  %3  %4  %5\n")
                       .arg(order.id, orders::orderStateName(order.state).leftJustified(10),
                           order.created.toString(Qt::ISODate), order.connectorId, order.subject);
        }
        if (listed->isEmpty())
            context.terminal().err() << (filter.onlyOpen ? Words::tr("No order is waiting.")
                                                         : Words::tr("Nothing was ordered yet."))
                                     << Qt::endl;
        context.terminal().out().flush();
        co_return Done;
    }
};

class OrdersResumeCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("orders resume"); }
    QString arguments() const override { return QStringLiteral("ORDER"); }
    QString summary() const override
    {
        return Words::tr("Take an order up again: ask, wait, deliver.");
    }
    int argumentCount() const override { return 1; }
    QList<QCommandLineOption> options() const override
    {
        return { pkcs12Option(), legacyOption(), outOption(), formatOption(), jsonOption() };
    }
    QString details() const override
    {
        return Words::tr(
            "ORDER is the order's id or its beginning. A PKCS #12 order needs --pkcs12 "
            "FILE for its key.");
    }

    Task<int> run(
        Context& context, const QCommandLineParser& parser, QStringList arguments) override
    {
        Terminal& terminal = context.terminal();
        const bool json = parser.isSet(QStringLiteral("json"));
        if (auto format = workspace::parseCertificateFormat(parser.value(QStringLiteral("format")));
            !format)
            co_return report(terminal, format.error(), json);
        auto order = co_await context.orders()->find(arguments.first());
        if (!order)
            co_return report(terminal, order.error(), json);
        const auto settings = context.workspace().connectorOf(*order);
        if (!settings)
            co_return report(terminal, settings.error(), json);
        auto connector = co_await context.open(settings->id);
        if (!connector)
            co_return report(terminal, connector.error(), json);
        Secret password;
        if (parser.isSet(QStringLiteral("pkcs12"))) {
            auto asked = passwordFor(terminal, *order);
            if (!asked)
                co_return report(terminal, asked.error(), json);
            password = *asked;
        }
        auto progress = progressPrinter(terminal);
        auto outcome = co_await (*connector)->engine()->resume(order->id, progress, context.stop());
        if (!outcome)
            co_return report(terminal, outcome.error(), json);
        co_return co_await deliver(context, *connector, *outcome, parser, password);
    }

private:
    static Result<Secret> passwordFor(Terminal& terminal, const orders::Order& order)
    {
        if (order.kind != orders::OrderKind::Pkcs12) {
            return failure(ErrorKind::Usage,
                Words::tr("Order %1 was made from a CSR: its key is where the CSR was made. Leave "
                          "--pkcs12 out.")
                    .arg(order.id));
        }
        return newPkcs12Password(terminal);
    }
};

class OrdersAbandonCommand final : public Command {
public:
    QString name() const override { return QStringLiteral("orders abandon"); }
    QString arguments() const override { return QStringLiteral("ORDER"); }
    QString summary() const override
    {
        return Words::tr("Give an open order up here; Sectigo is not told.");
    }
    int argumentCount() const override { return 1; }

    Task<int> run(Context& context, const QCommandLineParser&, QStringList arguments) override
    {
        auto order = co_await context.orders()->find(arguments.first());
        if (!order)
            co_return report(context.terminal(), order.error(), false);
        // No connector is needed for that: it may be gone, and its secrets with it.
        const auto store = context.orders();
        auto abandoned = co_await enrollment::abandon(store, order->id);
        if (!abandoned)
            co_return report(context.terminal(), abandoned.error(), false);
        context.terminal().err() << Words::tr("Order %1 is given up.").arg(order->id) << Qt::endl;
        co_return Done;
    }
};

} // namespace

std::unique_ptr<Command> ordersCommand()
{
    return std::make_unique<OrdersCommand>();
}

std::unique_ptr<Command> ordersResumeCommand()
{
    return std::make_unique<OrdersResumeCommand>();
}

std::unique_ptr<Command> ordersAbandonCommand()
{
    return std::make_unique<OrdersAbandonCommand>();
}

} // namespace gatehouse::ctl
