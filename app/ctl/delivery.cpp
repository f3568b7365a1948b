// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/command.h>
#include <app/ctl/delivery.h>
#include <app/ctl/output.h>
#include <app/ctl/words.h>
#include <core/workspace/delivery.h>

#include <QTimer>

namespace gatehouse::ctl {

namespace {

/// Redraws "attempt n of m in s s" each second for as long as an order waits. Only on a terminal.
class Countdown : public QObject {
public:
    explicit Countdown(Terminal& terminal)
        : m_terminal(terminal)
    {
        m_timer.setInterval(std::chrono::seconds(1));
        connect(&m_timer, &QTimer::timeout, this, [this] { draw(); });
    }

    void show(const enrollment::Progress& progress)
    {
        clear();
        m_progress = progress;
        m_left = progress.wait;
        write();
        m_timer.start();
    }

    void clear()
    {
        if (!m_timer.isActive())
            return;
        m_timer.stop();
        m_terminal.err() << QStringLiteral("\r\033[K") << Qt::flush;
    }

private:
    void draw()
    {
        m_left = std::max(m_left - std::chrono::seconds(1), std::chrono::seconds(0));
        write();
    }

    void write()
    {
        m_terminal.err() << QStringLiteral("\r\033[K")
                         << Words::tr("  attempt %1 of %2 in %3%4")
                                .arg(m_progress.attempt)
                                .arg(m_progress.maxAttempts)
                                .arg(durationText(m_left), lastAnswer())
                         << Qt::flush;
    }

    QString lastAnswer() const
    {
        QString answer;
        if (!m_progress.caStatus.isEmpty())
            answer += QStringLiteral("  [%1]").arg(m_progress.caStatus);
        if (!m_progress.lastAnswer.isEmpty())
            answer += QStringLiteral("  ") + m_progress.lastAnswer;
        return answer;
    }

    Terminal& m_terminal;
    QTimer m_timer;
    enrollment::Progress m_progress;
    std::chrono::seconds m_left { 0 };
};

void printStep(Terminal& terminal, const enrollment::Progress& progress)
{
    switch (progress.phase) {
    case enrollment::Phase::GeneratingKey:
        terminal.err() << Words::tr("  making the private key") << Qt::endl;
        break;
    case enrollment::Phase::Submitting:
        terminal.err()
            << Words::tr("  order %1 recorded, sending it to Sectigo").arg(progress.order)
            << Qt::endl;
        break;
    case enrollment::Phase::Waiting:
        terminal.err() << Words::tr("  attempt %1 of %2 in %3%4")
                              .arg(progress.attempt)
                              .arg(progress.maxAttempts)
                              .arg(durationText(progress.wait),
                                  progress.caStatus.isEmpty()
                                      ? QString()
                                      : QStringLiteral("  [%1]").arg(progress.caStatus))
                       << Qt::endl;
        break;
    case enrollment::Phase::Collecting:
    case enrollment::Phase::Done:
        break;
    }
}

void explainPending(Terminal& terminal, const enrollment::Outcome& outcome)
{
    terminal.err() << Words::tr("Not issued yet: order %1 is waiting%2. Nothing is lost.")
                          .arg(outcome.order.id,
                              outcome.order.caStatus.isEmpty()
                                  ? QString()
                                  : Words::tr(" (Sectigo says %1)").arg(outcome.order.caStatus))
                   << Qt::endl;
    if (outcome.failure)
        terminal.err() << outcome.failure->message << Qt::endl;
    terminal.err() << Words::tr("Take it up again:  gatehousectl orders resume %1\n"
                                "or look it up:     gatehousectl lookup %2 '%3'")
                          .arg(outcome.order.id, outcome.order.connectorId, outcome.order.subject)
                   << Qt::endl;
}

} // namespace

QCommandLineOption pkcs12Option()
{
    return { QStringLiteral("pkcs12"),
        Words::tr("Write key, certificate and chain to this PKCS #12 file."),
        QStringLiteral("FILE") };
}

QCommandLineOption legacyOption()
{
    return { QStringLiteral("legacy"),
        Words::tr("Protect the PKCS #12 with 3DES and SHA-1, for Windows Server 2016 and older or "
                  "Java 8. Java opens either form only where the password is plain ASCII.") };
}

enrollment::ProgressSink progressPrinter(Terminal& terminal)
{
    if (!terminal.isInteractive())
        return [&terminal](const enrollment::Progress& progress) { printStep(terminal, progress); };
    auto countdown = std::make_shared<Countdown>(terminal);
    return [&terminal, countdown](const enrollment::Progress& progress) {
        if (progress.phase == enrollment::Phase::Waiting) {
            countdown->show(progress);
            return;
        }
        countdown->clear();
        printStep(terminal, progress);
    };
}

namespace {

/// The issued certificate to where the options say.
Task<Result<void>> deliverIssued(Context& context, std::shared_ptr<connector::Connector> connector,
    enrollment::Outcome outcome, const QCommandLineParser& parser, Secret password)
{
    Terminal& terminal = context.terminal();
    const bool json = parser.isSet(QStringLiteral("json"));
    for (const QString& difference : std::as_const(outcome.differences))
        terminal.err() << Words::tr("Note: %1").arg(difference) << Qt::endl;
    if (outcome.order.kind == orders::OrderKind::Pkcs12 && parser.isSet(QStringLiteral("pkcs12"))) {
        const QString path = parser.value(QStringLiteral("pkcs12"));
        const auto form = parser.isSet(QStringLiteral("legacy")) ? pki::Pkcs12Form::Legacy
                                                                 : pki::Pkcs12Form::Modern;
        auto written = co_await workspace::deliverPkcs12(connector, outcome, path, password, form);
        if (written)
            terminal.err() << Words::tr("Written to %1").arg(path) << Qt::endl;
        co_return written;
    }
    if (json && !parser.isSet(QStringLiteral("out")))
        co_return Result<void> {};
    auto delivered = deliverCertificate(terminal, outcome.chain, parser);
    // A PKCS #12 order keeps its key until the file is written.
    if (delivered && outcome.order.kind == orders::OrderKind::Pkcs10
        && outcome.order.state == orders::OrderState::Issued)
        co_return co_await connector->engine()->markDelivered(outcome.order.id);
    co_return delivered;
}

} // namespace

Task<int> deliver(Context& context, std::shared_ptr<connector::Connector> connector,
    enrollment::Outcome outcome, const QCommandLineParser& parser, Secret password)
{
    Terminal& terminal = context.terminal();
    const bool json = parser.isSet(QStringLiteral("json"));
    if (outcome.state == enrollment::Outcome::State::Issued) {
        terminal.err() << Words::tr("Issued:") << '\n' << describe(outcome.chain.first());
        terminal.err().flush();
        auto delivered = co_await deliverIssued(context, connector, outcome, parser, password);
        if (!delivered) {
            const int code = report(terminal, delivered.error(), false);
            terminal.err() << Words::tr("The certificate is issued and kept: gatehousectl orders "
                                        "resume %1 writes it again.")
                                  .arg(outcome.order.id)
                           << Qt::endl;
            co_return code;
        }
    } else if (outcome.state == enrollment::Outcome::State::Pending) {
        explainPending(terminal, outcome);
    } else if (outcome.failure) {
        report(terminal, *outcome.failure, false);
    }
    if (json)
        print(terminal, toJson(outcome));
    co_return enrollment::exitCode(outcome.state);
}

} // namespace gatehouse::ctl
