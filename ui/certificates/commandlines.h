// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/lookup/term.h>
#include <core/orders/order.h>

#include <QString>

// What the page does, as a command to repeat elsewhere. Pure functions; never a secret.
namespace gatehouse::ui {

/// One word of a POSIX shell's command line, quoted so that it arrives as it is, whatever is in it.
/// Control and hidden characters are spelled out ($'...'): a pasted command does nothing else.
QString shellQuoted(const QString& word);

/// "gatehousectl lookup ID TERM". A pasted certificate is looked up by its serial number.
QString lookupCommand(const QString& connectorId, const lookup::Term& term);
/// The gateway's call for the same, with curl and placeholders for host, certificate and key; empty
/// for a term that the gateway cannot look up.
QString restCommand(const QString& connectorId, const lookup::Term& term);
/// The call that answers for an order: how it stands, to the gateway's client that placed it; else
/// what is issued for its subject, as the gateway does not tell anybody of somebody else's orders.
QString restCommand(const QString& connectorId, const orders::Order& order);

/// The terms that find exactly one certificate, or order; a name may find several.
lookup::Term termOf(const pki::SerialNumber& serial);
lookup::Term termOf(const pki::DistinguishedName& name);
lookup::Term termOf(const QString& orderNumber);

} // namespace gatehouse::ui
