// SPDX-License-Identifier: Apache-2.0
#include <core/pki/distinguishedname.h>
#include <ui/format.h>
#include <ui/orders/orderphrase.h>

#include <QCoreApplication>

namespace gatehouse::ui {

namespace {

using enrollment::Phase;
using orders::OrderState;
using workspace::TrackedOrder;

class Words {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::OrderPhrase)
};

OrderPhrase attemptPhrase(const enrollment::Progress& progress, std::chrono::seconds left)
{
    if (progress.attempt < 1 || progress.attempt > progress.maxAttempts) {
        return { Tone::Waiting, Words::tr("asks again in %1").arg(countdownText(left)),
            Words::tr("Not issued after all attempts. Gatehouse goes on asking in the background: "
                      "next in %1.")
                .arg(countdownText(left)) };
    }
    return { Tone::Waiting,
        Words::tr("attempt %1 of %2 in %3")
            .arg(progress.attempt)
            .arg(progress.maxAttempts)
            .arg(countdownText(left)),
        Words::tr("Attempt %1 of %2 in %3.")
            .arg(progress.attempt)
            .arg(progress.maxAttempts)
            .arg(countdownText(left)) };
}

OrderPhrase followedPhrase(const TrackedOrder& tracked, const QDateTime& now)
{
    const std::chrono::seconds left = secondsLeft(tracked, now);
    if (!tracked.progress) {
        if (tracked.nextAttempt.isValid()) {
            enrollment::Progress background;
            return attemptPhrase(background, left);
        }
        return { Tone::Info, Words::tr("asking Sectigo"),
            Words::tr("Asking Sectigo about the order.") };
    }
    switch (tracked.progress->phase) {
    case Phase::GeneratingKey:
        return { Tone::Info, Words::tr("making the key"), Words::tr("Making the private key.") };
    case Phase::Submitting:
        return { Tone::Info, Words::tr("being sent"), Words::tr("Sending the order to Sectigo.") };
    case Phase::Collecting:
        return { Tone::Info, Words::tr("asking Sectigo"),
            Words::tr("Attempt %1 of %2: asking Sectigo for the certificate.")
                .arg(tracked.progress->attempt)
                .arg(tracked.progress->maxAttempts) };
    case Phase::Waiting:
    case Phase::Done:
        break;
    }
    return attemptPhrase(*tracked.progress, left);
}

/// Nothing is done about it here at the moment.
OrderPhrase restingPhrase(OrderState state)
{
    switch (state) {
    case OrderState::Drafted:
        return { Tone::Neutral, Words::tr("recorded, not sent"),
            Words::tr("The order was recorded, but did not leave yet.") };
    case OrderState::Submitting:
    case OrderState::Uncertain:
        return { Tone::Warning, Words::tr("uncertain, not looked for"),
            Words::tr("The answer to this order was lost, so it may have been taken. Resume to "
                      "look for it at Sectigo; it is never ordered twice.") };
    case OrderState::Issued:
        return { Tone::Success, Words::tr("issued, not yet saved"),
            Words::tr("The certificate is issued. Open the order to save it with its private key, "
                      "which is kept only here.") };
    case OrderState::Waiting:
    case OrderState::Delivered:
    case OrderState::Failed:
    case OrderState::Abandoned:
        break;
    }
    return { Tone::Neutral, Words::tr("not waited for"),
        Words::tr("Nobody waits for this order here. It stays with Sectigo; resume it or check at "
                  "any time.") };
}

} // namespace

QString countdownText(std::chrono::seconds left)
{
    using namespace std::chrono;
    constexpr int digits = 60;
    if (left <= seconds(0))
        return Words::tr("a moment", "time left, after 'in'");
    if (left < minutes(1))
        return Words::tr("%1 s").arg(left.count());
    if (left < hours(1))
        return Words::tr("%1 min %2 s").arg(left.count() / digits).arg(left.count() % digits);
    const auto whole = duration_cast<minutes>(left).count();
    return Words::tr("%1 h %2 min").arg(whole / digits).arg(whole % digits);
}

std::chrono::seconds secondsLeft(const TrackedOrder& tracked, const QDateTime& now)
{
    constexpr int milliseconds = 1000;
    if (!tracked.nextAttempt.isValid())
        return std::chrono::seconds(0);
    const qint64 left = now.msecsTo(tracked.nextAttempt);
    return std::chrono::seconds(left <= 0 ? 0 : (left + milliseconds - 1) / milliseconds);
}

QString orderTitle(const orders::Order& order)
{
    const auto subject = pki::DistinguishedName::parse(order.subject);
    return visibleText(subject ? subject->commonName().value_or(order.subject) : order.subject);
}

OrderPhrase describe(const TrackedOrder& tracked, const QDateTime& now)
{
    if (tracked.order.state == OrderState::Issued)
        return restingPhrase(tracked.order.state);
    if (tracked.trouble) {
        return { Tone::Error, Words::tr("stuck: %1").arg(tracked.trouble->message),
            tracked.trouble->message };
    }
    if (!tracked.isFollowed)
        return restingPhrase(tracked.order.state);
    if (tracked.order.state == OrderState::Uncertain) {
        return { Tone::Warning, Words::tr("uncertain, being looked for"),
            Words::tr("The answer to this order was lost, so it may have been taken. Looking for "
                      "it at Sectigo; it is never ordered twice.") };
    }
    return followedPhrase(tracked, now);
}

} // namespace gatehouse::ui
