// SPDX-License-Identifier: Apache-2.0
#include <ui/profiles/profileeditor.h>
#include <ui/profiles/profilesbrowser.h>
#include <ui/profiles/profileshead.h>
#include <ui/profiles/profilespage.h>
#include <ui/theme.h>
#include <ui/timetext.h>
#include <ui/widgets/messagebar.h>

#include <QStackedWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

const QString syncKey = QStringLiteral("enable-ca-profile-sync");

Task<Result<std::optional<QList<scm::CertificateType>>>> fetch(
    QPointer<workspace::Workspace> workspace, QString id, bool refresh, std::stop_token stop)
{
    auto opening = workspace->open(id);
    auto connector = co_await opening;
    if (!connector)
        co_return failure(connector.error());
    auto asking = (*connector)->syncedProfiles(refresh, stop);
    auto synced = co_await asking;
    co_return synced;
}

} // namespace

ProfilesPage::ProfilesPage(workspace::Workspace& workspace, UiState& state, QWidget* parent)
    : Page(parent)
    , m_workspace(workspace)
    , m_head(new ProfilesHead(this))
    , m_message(new MessageBar(this))
    , m_stack(new QStackedWidget(this))
    , m_browser(new ProfilesBrowser(state, this))
    , m_editor(new ProfileEditor(this))
{
    setObjectName(QStringLiteral("profilesPage"));
    layOut();
    m_browser->setReadOnly(m_workspace.access() == workspace::Access::ReadOnly);
    connect(m_head, &ProfilesHead::synchroniseWanted, this, &ProfilesPage::refresh);
    connect(m_head, &ProfilesHead::cancelWanted, this, [this] { m_sync.cancel(); });
    connect(m_browser, &ProfilesBrowser::enrollWanted, this, [this](const QString& profileId) {
        Destination destination;
        destination.page = PageId::Enroll;
        destination.profileId = profileId;
        Q_EMIT wantsToGo(destination);
    });
    connect(m_browser, &ProfilesBrowser::addWanted, this, [this] { edit(-1); });
    connect(m_browser, &ProfilesBrowser::editWanted, this, &ProfilesPage::edit);
    connect(m_browser, &ProfilesBrowser::removeWanted, this, &ProfilesPage::askRemoval);
    connect(m_editor, &ProfileEditor::accepted, this, &ProfilesPage::saveEdited);
    connect(m_editor, &ProfileEditor::cancelled, this, &ProfilesPage::cancel);
    connect(&m_workspace, &workspace::Workspace::connectorChanged, this, [this](const QString& id) {
        if (id == m_settings.id)
            reload(id);
    });
}

void ProfilesPage::layOut()
{
    m_stack->setObjectName(QStringLiteral("profilesStack"));
    m_stack->addWidget(m_browser);
    m_stack->addWidget(m_editor);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(pageMargin, pageMargin, pageMargin, pageMargin);
    layout->setSpacing(gap + smallGap);
    layout->addWidget(m_head);
    layout->addWidget(m_message);
    layout->addWidget(m_stack, 1);
}

void ProfilesPage::showConnector(const QString& id)
{
    if (id == m_settings.id) {
        showSummary();
        return;
    }
    // Whatever is still asked for belongs to another certificate authority.
    const std::stop_token former = m_sync.begin();
    m_sync.end(former);
    m_head->setRunning(false);
    m_message->clear();
    m_stack->setCurrentWidget(m_browser);
    m_settings = {};
    m_synced.reset();
    m_syncedAt = {};
    m_syncFailed = false;
    reload(id);
}

void ProfilesPage::reload(const QString& id)
{
    const auto loaded = m_workspace.load(id);
    if (!loaded) {
        m_settings = {};
        m_synced.reset();
        showProfiles();
        if (!id.isEmpty())
            m_message->show(loaded.error());
        return;
    }
    const bool isOther = loaded->properties != m_settings.properties || loaded->id != m_settings.id;
    m_settings = *loaded;
    if (!isSyncOn()) {
        m_synced.reset();
        m_syncedAt = {};
    }
    showProfiles();
    if (!isSyncOn())
        offerSync();
    else if (isOther || m_syncFailed)
        synchronise(false);
}

bool ProfilesPage::isSyncOn() const
{
    const auto value =
        settings::normalise(*settings::findDefinition(syncKey), m_settings.value(syncKey));
    return value.value_or(QString()) == u"yes";
}

void ProfilesPage::offerSync()
{
    m_message->show(Tone::Info,
        tr("CA Profile Sync is off: only the local profiles are listed, and what they leave open "
           "is not filled in by Sectigo's."),
        { { tr("Switch it on"), QStringLiteral("switchSyncOn"), [this] {
               Destination destination;
               destination.page = PageId::Settings;
               destination.settingKey = syncKey;
               Q_EMIT wantsToGo(destination);
           } } });
}

void ProfilesPage::goTo(const Destination& destination)
{
    if (destination.profileId.isEmpty())
        return;
    m_wanted = destination.profileId;
    if (!m_sync.isRunning())
        showProfiles();
}

void ProfilesPage::leave(std::function<void()> proceed)
{
    if (!hasUnsavedChanges()) {
        proceed();
        return;
    }
    m_message->show(Tone::Warning, tr("The changes to this profile have not been saved."),
        { { tr("Discard them"), QStringLiteral("discardChanges"),
              [this, proceed] {
                  m_stack->setCurrentWidget(m_browser);
                  proceed();
              } },
            { tr("Stay here"), QStringLiteral("stayHere"), {} } });
}

bool ProfilesPage::hasUnsavedChanges() const
{
    return m_stack->currentWidget() == m_editor && m_editor->isChanged();
}

void ProfilesPage::refresh()
{
    if (m_settings.id.isEmpty() || m_sync.isRunning())
        return;
    if (isSyncOn())
        synchronise(true);
    else
        offerSync();
}

void ProfilesPage::focusFilter()
{
    if (m_stack->currentWidget() == m_browser)
        m_browser->focusFilter();
}

void ProfilesPage::cancel()
{
    if (m_stack->currentWidget() == m_editor)
        leave([this] { closeEditor(); });
    else if (m_sync.isRunning())
        m_sync.cancel();
    else
        m_browser->dismiss();
}

void ProfilesPage::synchronise(bool refresh)
{
    m_message->clear();
    const std::stop_token token = m_sync.begin();
    m_head->setRunning(true);
    showSummary();
    const QPointer<workspace::Workspace> workspace(&m_workspace);
    consume(fetch(workspace, m_settings.id, refresh, token), this,
        [this, token](const Result<Synced>& synced) { finish(token, synced); });
}

void ProfilesPage::finish(const std::stop_token& token, const Result<Synced>& synced)
{
    const bool isCurrent = m_sync.end(token);
    if (!isCurrent)
        return;
    m_head->setRunning(false);
    m_syncFailed = !synced;
    if (synced) {
        m_synced = *synced;
        m_syncedAt = m_workspace.clock()->now();
    }
    showProfiles();
    if (!synced)
        showError(synced.error());
}

void ProfilesPage::showError(const Error& error)
{
    if (error.kind == ErrorKind::Cancelled) {
        m_message->show(Tone::Info,
            m_synced ? tr("The synchronisation was cancelled. Shown is what was known before.")
                     : tr("The synchronisation was cancelled. Shown are the local profiles only."));
        return;
    }
    QList<MessageBar::Action> actions;
    if (const auto* definition = settings::findDefinition(error.setting)) {
        actions.append({ tr("Go to “%1”").arg(definition->translatedLabel()),
            QStringLiteral("goToSetting"), [this, key = definition->key] {
                Destination destination;
                destination.page = PageId::Settings;
                destination.settingKey = key;
                Q_EMIT wantsToGo(destination);
            } });
    }
    actions.append({ tr("Try again"), QStringLiteral("tryAgain"), [this] { refresh(); } });
    m_message->show(error, actions);
}

void ProfilesPage::showProfiles()
{
    m_head->setWhyNot(
        m_settings.id.isEmpty() ? tr("Choose a certificate authority first.") : QString());
    m_browser->setProfiles(m_settings.profiles, m_synced);
    m_browser->setEmptyText(isSyncOn()
            ? tr("There are no profiles. Add a local one, or synchronise with Sectigo.")
            : tr("There are no local profiles. Add one, or enable CA Profile Sync."));
    if (!m_wanted.isEmpty()) {
        m_browser->choose(m_wanted);
        m_wanted.clear();
    }
    showSummary();
}

void ProfilesPage::showSummary()
{
    const auto local = m_settings.profiles.size();
    if (m_sync.isRunning()) {
        m_head->setSummary(tr("Sectigo is being asked for its profiles."));
    } else if (!isSyncOn()) {
        m_head->setSummary(tr("%1 local; CA Profile Sync is off.").arg(local));
    } else if (!m_synced) {
        m_head->setSummary(tr("%1 local; Sectigo's are not known.").arg(local));
    } else {
        m_head->setSummary(tr("%1 local, %2 from Sectigo; synchronised %3.")
                               .arg(local)
                               .arg(m_synced->size())
                               .arg(agoText(m_syncedAt, m_workspace.clock()->now())));
    }
}

void ProfilesPage::edit(int localIndex)
{
    m_message->clear();
    m_edited.reset();
    if (localIndex >= 0)
        m_edited = m_settings.profiles.at(localIndex);
    QStringList otherIds;
    for (int index = 0; index < m_settings.profiles.size(); ++index) {
        if (index != localIndex)
            otherIds.append(m_settings.profiles.at(index).id);
    }
    m_editor->setProfile(m_edited.value_or(settings::LocalProfile()),
        m_synced.value_or(QList<scm::CertificateType>()), otherIds);
    m_stack->setCurrentWidget(m_editor);
    m_editor->setFocus();
}

void ProfilesPage::closeEditor()
{
    m_message->clear();
    m_stack->setCurrentWidget(m_browser);
}

void ProfilesPage::saveEdited()
{
    const settings::LocalProfile profile = m_editor->profile();
    QList<settings::LocalProfile> profiles = m_settings.profiles;
    const qsizetype place = m_edited ? profiles.indexOf(*m_edited) : profiles.size();
    if (place < 0) {
        m_edited.reset();
        m_message->show(Tone::Warning,
            tr("This profile was changed or deleted elsewhere in the meantime, and nothing was "
               "saved. Saved again, it becomes a further profile."));
        return;
    }
    if (m_edited)
        profiles[place] = profile;
    else
        profiles.append(profile);
    save(profiles, [this, profile] {
        m_stack->setCurrentWidget(m_browser);
        m_browser->choose(profile.id);
        m_message->show(Tone::Success, tr("The local profile “%1” was saved.").arg(profile.name));
    });
}

void ProfilesPage::askRemoval(int localIndex)
{
    const settings::LocalProfile profile = m_settings.profiles.at(localIndex);
    m_message->show(Tone::Warning,
        tr("Delete the local profile “%1” (%2)? Whoever enrolls under this ID will be refused.")
            .arg(profile.name, profile.id),
        { { tr("Delete"), QStringLiteral("confirmRemoval"), [this, profile] { remove(profile); } },
            { tr("Keep"), QStringLiteral("keepProfile"), {} } });
}

void ProfilesPage::remove(const settings::LocalProfile& profile)
{
    QList<settings::LocalProfile> profiles = m_settings.profiles;
    const auto place = static_cast<int>(profiles.indexOf(profile));
    if (place < 0) {
        m_message->show(Tone::Warning,
            tr("This profile was changed or deleted elsewhere in the meantime; nothing was done."));
        return;
    }
    profiles.removeAt(place);
    save(profiles, [this, place, profile] {
        m_message->show(Tone::Success, tr("The local profile “%1” was deleted.").arg(profile.name),
            { { tr("Undo"), QStringLiteral("undoRemoval"),
                [this, place, profile] { restore(place, profile); } } });
    });
}

void ProfilesPage::restore(int localIndex, const settings::LocalProfile& profile)
{
    QList<settings::LocalProfile> profiles = m_settings.profiles;
    profiles.insert(std::min<qsizetype>(localIndex, profiles.size()), profile);
    save(profiles, [this, profile] { m_browser->choose(profile.id); });
}

void ProfilesPage::save(const QList<settings::LocalProfile>& profiles, std::function<void()> done)
{
    auto present = m_workspace.load(m_settings.id);
    if (!present) {
        m_message->show(present.error());
        return;
    }
    if (present->profiles != m_settings.profiles) {
        reload(m_settings.id);
        m_message->show(Tone::Warning,
            tr("The local profiles were changed elsewhere in the meantime, and nothing was saved. "
               "Shown is how they are now."));
        return;
    }
    present->profiles = profiles;
    const std::stop_token token = m_save.begin();
    consume(m_workspace.save(*present, {}), this,
        [this, token, profiles, done = std::move(done)](const Result<void>& saved) {
            if (!m_save.end(token))
                return;
            if (!saved) {
                m_message->show(saved.error());
                return;
            }
            m_settings.profiles = profiles;
            showProfiles();
            done();
        });
}

} // namespace gatehouse::ui
