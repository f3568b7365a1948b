// SPDX-License-Identifier: Apache-2.0
#include <ui/enroll/offer.h>

namespace gatehouse::ui {

Result<profiles::EffectiveProfile> Offer::effective(const QString& profileId) const
{
    if (!connector)
        return failure(trouble.value_or(Error::cancelled()));
    return profiles::effectiveProfile(profileId, connector->settings().profiles, synced);
}

Result<enrollment::Plan> Offer::plan(const enrollment::EnrollmentRequest& request) const
{
    const auto profile = effective(request.profileId);
    if (!profile)
        return failure(profile.error());
    return enrollment::plan(*profile, request, customFields);
}

Task<Offer> loadOffer(
    workspace::Workspace& workspace, QString connectorId, bool refresh, std::stop_token stop)
{
    Offer offer;
    const auto opened = co_await workspace.open(connectorId);
    if (!opened) {
        offer.trouble = opened.error();
        co_return offer;
    }
    offer.connector = *opened;
    const auto synced = co_await offer.connector->syncedProfiles(refresh, stop);
    if (!synced) {
        offer.trouble = synced.error();
        co_return offer;
    }
    offer.synced = *synced;
    const auto fields = co_await offer.connector->scm()->customFields(stop);
    if (fields)
        offer.customFields = *fields;
    else
        offer.trouble = fields.error();
    co_return offer;
}

} // namespace gatehouse::ui
