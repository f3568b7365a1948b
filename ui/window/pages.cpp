// SPDX-License-Identifier: Apache-2.0
#include <ui/activity/activitypage.h>
#include <ui/certificates/certificatespage.h>
#include <ui/settings/settingspage.h>
#include <ui/widgets/emptystate.h>
#include <ui/window/pagebar.h>
#include <ui/window/pages.h>

#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

/// A page that is not part of this build.
class MissingPage final : public Page {
public:
    MissingPage(PageId page, QWidget* parent)
        : Page(parent)
    {
        auto* layout = new QVBoxLayout(this);
        layout->addWidget(
            new EmptyState(QStringLiteral("info"), pageTitle(page), pagePurpose(page), this));
    }
    void showConnector(const QString&) override { }
};

} // namespace

Page* makePage(PageId page, workspace::Workspace& workspace, UiState& state, QWidget* parent)
{
    if (page == PageId::Settings)
        return new SettingsPage(workspace, state, parent);
    if (page == PageId::Certificates)
        return new CertificatesPage(workspace, state, parent);
    if (page == PageId::Activity)
        return new ActivityPage(workspace, state, parent);
    return new MissingPage(page, parent);
}

} // namespace gatehouse::ui
