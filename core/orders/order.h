// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/error.h>
#include <core/pki/serialnumber.h>

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QStringList>
#include <QUuid>

#include <optional>

namespace gatehouse::orders {

/// Our own random id of an order: 26 characters [0-9a-z], travels in SCM's `comments` as
/// "gatehouse:<id>".
using OrderId = QString;
OrderId newOrderId(); ///< from the operating system's random source

enum class OrderKind { Pkcs10, Pkcs12 };

enum class OrderState {
    Drafted, ///< recorded; nothing has left
    Submitting, ///< the enroll request is about to leave or under way
    Uncertain, ///< the answer was lost: SCM must be asked before anything else is done
    Waiting, ///< SCM has it and knows its id
    Issued, ///< the certificate is here
    Delivered, ///< handed over; the private key is gone from here
    Failed,
    Abandoned ///< given up: by a person, or because nobody came for its key
};
QString orderStateName(OrderState state); ///< "waiting"
std::optional<OrderState> parseOrderState(QStringView name);
/// Whether the store allows the step. From Failed an order that SCM has may go back to Waiting: a
/// person mended what refused the collect. Delivered and Abandoned are final.
bool isAllowed(OrderState from, OrderState to);
/// Drafted, Submitting, Uncertain, Waiting, Issued: something is still to be done about it.
bool isOpen(OrderState state);

/// One order, as recorded.
struct Order {
    OrderId id;
    QUuid connector;
    QString connectorId;
    QString profileId;
    int certType = 0;
    OrderKind kind = OrderKind::Pkcs10;
    QString subject; ///< RFC 4514, as ordered
    QStringList subjectAltNames; ///< "DNS:host", as ordered
    int term = 0; ///< days
    QByteArray csr; ///< DER
    QByteArray publicKeyHash; ///< SHA-256 of the SubjectPublicKeyInfo
    QByteArray encryptedKey; ///< EncryptedPrivateKeyInfo of a PKCS #12 order; empty otherwise, and
                             ///< after delivery or the key's end
    OrderState state = OrderState::Drafted;
    qint64 sslId = 0; ///< SCM's id, 0 before the answer
    QString renewId;
    int attempt = 0; ///< collects done in the present round
    QString caStatus; ///< SCM's status word, last seen
    QString lastAnswer; ///< the CA's last words about it
    QByteArray certificates; ///< PEM, leaf first, once issued
    pki::SerialNumber serialNumber;
    QDateTime notAfter; ///< of the certificate, UTC
    std::optional<Error> failure;
    QString requestedBy; ///< who asked: a user name, a gateway client
    QDateTime created; ///< UTC, set by the store
    QDateTime updated; ///< UTC, set by the store

    bool operator==(const Order&) const = default;
};

/// Whether a client of the gateway asked for it, which is known by its certificate's subject;
/// persons are known by their user name.
bool isOfGatewayClient(const Order& order);

/// What a step changes besides the state; unset members stay as they are.
struct OrderChange {
    std::optional<qint64> sslId;
    std::optional<QString> renewId;
    std::optional<int> attempt;
    std::optional<QString> caStatus;
    std::optional<QString> lastAnswer;
    std::optional<QByteArray> certificates;
    std::optional<pki::SerialNumber> serialNumber;
    std::optional<QDateTime> notAfter;
    std::optional<Error> failure;
    bool removeKey = false;
};

} // namespace gatehouse::orders
