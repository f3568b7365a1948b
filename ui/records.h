// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/orders/order.h>
#include <core/scm/types.h>
#include <ui/widgets/detailsgrid.h>

// What is recorded about a certificate besides what stands in it.
namespace gatehouse::ui {

/// Sectigo's record.
QList<DetailsGrid::Row> recordRows(const scm::CertificateDetails& details);
/// Our own order: what was asked for, by whom, and what became of it. `connector` is what
/// its connector is called.
QList<DetailsGrid::Row> orderRows(const orders::Order& order, const QString& connector);

} // namespace gatehouse::ui
