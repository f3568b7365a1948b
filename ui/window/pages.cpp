// SPDX-License-Identifier: Apache-2.0
#include <ui/activity/activitypage.h>
#include <ui/certificates/certificatespage.h>
#include <ui/check/checkpage.h>
#include <ui/enroll/enrollpage.h>
#include <ui/profiles/profilespage.h>
#include <ui/settings/settingspage.h>
#include <ui/window/pages.h>

namespace gatehouse::ui {

Page* makePage(PageId page, workspace::Workspace& workspace, UiState& state, QWidget* parent)
{
    switch (page) {
    case PageId::Settings:
        return new SettingsPage(workspace, state, parent);
    case PageId::Check:
        return new CheckPage(workspace, state, parent);
    case PageId::Profiles:
        return new ProfilesPage(workspace, state, parent);
    case PageId::Enroll:
        return new EnrollPage(workspace, state, parent);
    case PageId::Certificates:
        return new CertificatesPage(workspace, state, parent);
    case PageId::Activity:
        break;
    }
    return new ActivityPage(workspace, state, parent);
}

} // namespace gatehouse::ui
