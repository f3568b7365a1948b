// SPDX-License-Identifier: Apache-2.0
#include <core/orders/order.h>
#include <core/pki/distinguishedname.h>

#include <QRandomGenerator>

#include <array>

namespace gatehouse::orders {

namespace {

struct StateWord {
    OrderState state;
    const char* word;
};

// The words are stored: they never change.
constexpr std::array stateWords {
    StateWord { OrderState::Drafted, "drafted" },
    StateWord { OrderState::Submitting, "submitting" },
    StateWord { OrderState::Uncertain, "uncertain" },
    StateWord { OrderState::Waiting, "waiting" },
    StateWord { OrderState::Issued, "issued" },
    StateWord { OrderState::Delivered, "delivered" },
    StateWord { OrderState::Failed, "failed" },
    StateWord { OrderState::Abandoned, "abandoned" },
};

} // namespace

OrderId newOrderId()
{
    constexpr qsizetype length = 26; // 36^26 is 134 bits
    constexpr QLatin1String alphabet("0123456789abcdefghijklmnopqrstuvwxyz");
    OrderId id;
    id.reserve(length);
    for (qsizetype i = 0; i < length; ++i)
        id.append(alphabet[QRandomGenerator::system()->bounded(alphabet.size())]);
    return id;
}

QString orderStateName(OrderState state)
{
    for (const StateWord& entry : stateWords) {
        if (entry.state == state)
            return QString::fromLatin1(entry.word);
    }
    return {};
}

std::optional<OrderState> parseOrderState(QStringView name)
{
    for (const StateWord& entry : stateWords) {
        if (name == QLatin1String(entry.word))
            return entry.state;
    }
    return std::nullopt;
}

bool isAllowed(OrderState from, OrderState to)
{
    using enum OrderState;
    switch (from) {
    case Drafted:
        return to == Submitting || to == Failed || to == Abandoned;
    case Submitting:
        return to == Uncertain || to == Waiting || to == Failed || to == Abandoned;
    case Uncertain:
        return to == Waiting || to == Failed || to == Abandoned;
    case Waiting:
        return to == Issued || to == Failed || to == Abandoned;
    case Issued:
        return to == Delivered || to == Abandoned;
    case Failed:
        return to == Waiting;
    case Delivered:
    case Abandoned:
        return false;
    }
    return false;
}

bool isOpen(OrderState state)
{
    using enum OrderState;
    return state == Drafted || state == Submitting || state == Uncertain || state == Waiting
        || state == Issued;
}

bool isOfGatewayClient(const Order& order)
{
    return pki::DistinguishedName::parse(order.requestedBy).has_value();
}

} // namespace gatehouse::orders
