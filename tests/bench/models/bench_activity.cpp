// SPDX-License-Identifier: Apache-2.0
#include <core/orders/orderstore.h>
#include <tests/bench/models/measure.h>
#include <ui/activity/activitymodel.h>

#include <QApplication>
#include <QTemporaryDir>

using namespace gatehouse;
using namespace gatehouse::bench;
using namespace gatehouse::ui;

namespace {

constexpr int orderCount = 100'000;

/// Orders as they are in a year of work: most issued, some failed, a few open.
QList<orders::Order> manyOrders()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QUuid connector = QUuid::createUuid();
    QList<orders::Order> list;
    list.reserve(orderCount);
    for (int number = 0; number < orderCount; ++number) {
        orders::Order order;
        order.id = orders::newOrderId();
        order.connector = connector;
        order.connectorId = QStringLiteral("sectigo-1");
        order.profileId = QString::number(60000 + number % 40);
        order.subject =
            QStringLiteral("CN=host%1.dept%2.example.org,OU=Web,O=Example GmbH,L=Berlin,C=DE")
                .arg(number)
                .arg(number % 97);
        order.subjectAltNames = { QStringLiteral("DNS:host%1.example.org").arg(number) };
        order.state = number % 50 == 0 ? orders::OrderState::Failed
            : number % 1000 == 1       ? orders::OrderState::Waiting
                                       : orders::OrderState::Delivered;
        if (order.state == orders::OrderState::Failed) {
            order.failure = Error::of(ErrorKind::Rejected,
                QStringLiteral("Sectigo declined the certificate. Ask the administrator."));
        }
        order.sslId = 1'000'000 + number;
        order.serialNumber = pki::SerialNumber::fromBytes(order.id.toLatin1());
        order.requestedBy = QStringLiteral("operator%1").arg(number % 12);
        order.created = now.addSecs(-300LL * number);
        order.updated = order.created;
        list.append(order);
    }
    return list;
}

} // namespace

int main(int argc, char* argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const QTemporaryDir folder;
    UiState state(folder.filePath(QStringLiteral("ui.ini")));
    const QList<orders::Order> list = manyOrders();
    ActivityContents contents;
    report(QStringLiteral("orders: making the lines (off the event loop)"),
        milliseconds([&] { contents = activityContents(entriesOf(list, {}), {}); }));
    ActivityModel model;
    bool isFine = verdict(QStringLiteral("orders: showing them"),
        milliseconds([&] { model.setContents(std::move(contents)); }), gapLimit);

    isFine = measureTable(QStringLiteral("100,000 orders"), model, state,
                 { QStringLiteral("host4711"), QStringLiteral("dept42 failed"),
                     QStringLiteral("operator7 web 60013") })
        && isFine;
    orders::Order changed = list.at(orderCount / 2);
    changed.state = orders::OrderState::Failed;
    isFine = verdict(QStringLiteral("orders: one changes"),
                 milliseconds([&] { model.setEntry(entryOf(changed)); }), gapLimit)
        && isFine;
    orders::Order added = list.first();
    added.id = orders::newOrderId();
    isFine = verdict(QStringLiteral("orders: one is added"),
                 milliseconds([&] { model.setEntry(entryOf(added)); }), gapLimit)
        && isFine;
    isFine = measureSort(QStringLiteral("orders"), model, ActivityModel::WhatColumn) && isFine;
    isFine = measureTable(QStringLiteral("100,000 orders, sorted by subject"), model, state,
                 { QStringLiteral("host4711") })
        && isFine;
    return isFine ? 0 : 1;
}
