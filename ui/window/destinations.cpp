// SPDX-License-Identifier: Apache-2.0
#include <ui/window/destinations.h>

namespace gatehouse::ui {

QList<PageId> offeredPages(bool isReadOnly)
{
    if (isReadOnly)
        return { PageId::Certificates, PageId::Activity };
    return { PageId::Settings, PageId::Check, PageId::Profiles, PageId::Enroll,
        PageId::Certificates, PageId::Activity };
}

Destination toPage(PageId page, const QString& connectorId)
{
    Destination destination;
    destination.page = page;
    destination.connectorId = connectorId;
    return destination;
}

Destination toNewConnector()
{
    Destination destination;
    destination.addsConnector = true;
    return destination;
}

bool isForNew(const Destination& destination)
{
    return destination.page == PageId::Settings
        && (destination.addsConnector || !destination.files.isEmpty());
}

bool saysMore(const Destination& to)
{
    return to.addsConnector || !to.files.isEmpty() || !to.settingKey.isEmpty()
        || !to.profileId.isEmpty() || !to.order.isEmpty() || !to.lookup.isEmpty();
}

} // namespace gatehouse::ui
