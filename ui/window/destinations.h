// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/page.h>

namespace gatehouse::ui {

/// The pages there are: all, or the help desk's.
QList<PageId> offeredPages(bool isReadOnly);

Destination toPage(PageId page, const QString& connectorId = {});
Destination toNewConnector();
/// Whether this leads to something that is not a certificate authority of the list yet.
bool isForNew(const Destination& destination);
/// Whether there is more to it than a page of a certificate authority.
bool saysMore(const Destination& destination);

} // namespace gatehouse::ui
