// SPDX-License-Identifier: Apache-2.0
#include <core/orders/order.h>
#include <core/orders/ordercodec.h>

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::orders;

namespace {

const QList<OrderState> allStates { OrderState::Drafted, OrderState::Submitting,
    OrderState::Uncertain, OrderState::Waiting, OrderState::Issued, OrderState::Delivered,
    OrderState::Failed, OrderState::Abandoned };

// Row: from; columns: to, in the order of `allStates`.
constexpr std::array allowed {
    "01000011", // drafted
    "00110011", // submitting
    "00010011", // uncertain
    "00001011", // waiting
    "00000101", // issued
    "00000000", // delivered
    "00010000", // failed
    "00000000", // abandoned
};

} // namespace

class TestOrder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyTransitionIsAllowedOrNot()
    {
        for (qsizetype from = 0; from < allStates.size(); ++from) {
            for (qsizetype to = 0; to < allStates.size(); ++to) {
                const bool expected = allowed[static_cast<std::size_t>(from)][to] == '1';
                QVERIFY2(isAllowed(allStates[from], allStates[to]) == expected,
                    qPrintable(orderStateName(allStates[from]) + QLatin1String(" -> ")
                        + orderStateName(allStates[to])));
            }
        }
    }

    void stateNamesAreReadBack()
    {
        for (const OrderState state : allStates)
            QCOMPARE(parseOrderState(orderStateName(state)), std::optional(state));
        QCOMPARE(orderStateName(OrderState::Waiting), QStringLiteral("waiting"));
        QCOMPARE(parseOrderState(u"Waiting"), std::nullopt);
        QCOMPARE(parseOrderState(u""), std::nullopt);
    }

    void openOrdersAreThoseWithSomethingLeftToDo()
    {
        QList<OrderState> open;
        std::ranges::copy_if(allStates, std::back_inserter(open), isOpen);
        QCOMPARE(open, allStates.first(5));
    }

    void idsAreRandomAndPlain()
    {
        static const QRegularExpression form(QStringLiteral("^[0-9a-z]{26}$"));
        QSet<QString> seen;
        for (int i = 0; i < 1000; ++i) {
            const OrderId id = newOrderId();
            QVERIFY(form.match(id).hasMatch());
            seen.insert(id);
        }
        QCOMPARE(seen.size(), 1000);
    }

    void errorsSurviveStorage()
    {
        Error error = Error::of(
            ErrorKind::Rejected, QStringLiteral("Nö \"so\""), QStringLiteral("line\nbreak"));
        error.cause = QStringLiteral("scm/-111");
        error.setting = QStringLiteral("org-id");
        error.httpStatus = 400;
        error.caCode = 0; // zero is a code, not "none"
        error.retriable = true;
        error.retryAfter = std::chrono::seconds(30);
        QCOMPARE(errorFromJson(errorToJson(error)), error);
        const Error plain = Error::of(ErrorKind::Internal, {});
        QCOMPARE(errorFromJson(errorToJson(plain)), plain);
        QCOMPARE(errorFromJson("{\"kind\":").kind, ErrorKind::Internal);
        QVERIFY(!errorFromJson("[]").message.isEmpty());
        QCOMPARE(errorFromJson("{\"kind\":\"of a later version\"}").kind, ErrorKind::Internal);
    }

    void subjectKeysIgnoreSpellingAndDirection()
    {
        const QString key = subjectKey(QStringLiteral("CN=a.test,O=Example  Org,C=US"));
        QVERIFY(!key.isEmpty());
        QCOMPARE(subjectKey(QStringLiteral("c=us, o=example org, cn=A.TEST")), key);
        QCOMPARE(subjectKey(QStringLiteral("/C=US/O=Example Org/CN=a.test")), key);
        QVERIFY(subjectKey(QStringLiteral("CN=a.test,O=Other,C=US")) != key);
        QCOMPARE(subjectKey(QStringLiteral("no name at all")), QString());
    }
};

QTEST_GUILESS_MAIN(TestOrder)
#include "tst_order.moc"
