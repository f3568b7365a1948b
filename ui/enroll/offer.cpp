// SPDX-License-Identifier: Apache-2.0
#include <core/untilstopped.h>
#include <ui/async.h>
#include <ui/enroll/offer.h>

namespace gatehouse::ui {

namespace {

using Choices = std::shared_ptr<const ProfileField::Choices>;
using Synced = std::optional<QList<scm::CertificateType>>;

Task<Choices> choicesOf(const QList<settings::LocalProfile>& profiles, const Synced& synced)
{
    const qsizetype count = profiles.size() + (synced ? synced->size() : 0);
    return madeOf(count, [profiles, synced] {
        QList<ProfileField::Entry> entries;
        for (const settings::LocalProfile& local : profiles)
            entries.append({ local.id, local.name });
        const QList<scm::CertificateType> types = synced.value_or(QList<scm::CertificateType>());
        for (const scm::CertificateType& type : types)
            entries.append({ QString::number(type.id), type.name });
        return ProfileField::choicesOf(entries);
    });
}

} // namespace

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
    const auto opened = co_await untilStopped(workspace.open(connectorId), stop);
    if (!opened) {
        offer.trouble = opened.error();
        co_return offer;
    }
    offer.connector = *opened;
    const QList<settings::LocalProfile> local = offer.connector->settings().profiles;
    const auto synced = co_await offer.connector->syncedProfiles(refresh, stop);
    if (synced)
        offer.synced = *synced;
    else
        offer.trouble = synced.error();
    offer.choices = co_await choicesOf(local, offer.synced);
    if (!synced)
        co_return offer;
    const auto fields = co_await offer.connector->scm()->customFields(stop);
    if (fields)
        offer.customFields = *fields;
    else
        offer.trouble = fields.error();
    co_return offer;
}

} // namespace gatehouse::ui
