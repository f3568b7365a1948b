// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/enroll/profilefield.h>

namespace gatehouse::ui {

/// What a certificate authority offers to an enrollment, fetched once and asked on every keystroke.
struct Offer {
    std::shared_ptr<connector::Connector> connector; ///< null when it cannot be opened
    std::optional<QList<scm::CertificateType>> synced; ///< nullopt without profile sync
    std::shared_ptr<const ProfileField::Choices> choices; ///< null like the connector
    QList<scm::CustomFieldDefinition> customFields;
    std::optional<Error> trouble; ///< why something of it is missing

    Result<profiles::EffectiveProfile> effective(const QString& profileId) const;
    Result<enrollment::Plan> plan(const enrollment::EnrollmentRequest& request) const;
};

/// `refresh` asks Sectigo again for its profiles.
Task<Offer> loadOffer(
    workspace::Workspace& workspace, QString connectorId, bool refresh, std::stop_token stop);

} // namespace gatehouse::ui
