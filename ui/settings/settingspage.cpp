// SPDX-License-Identifier: Apache-2.0
#include <core/connector/connectorsecrets.h>
#include <core/untilstopped.h>
#include <core/workspace/builtinsandbox.h>
#include <ui/forms/connectorform.h>
#include <ui/forms/fieldeditor.h>
#include <ui/forms/formfield.h>
#include <ui/settings/exportpanel.h>
#include <ui/settings/importpanel.h>
#include <ui/settings/settingspage.h>
#include <ui/settings/trypanel.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/chip.h>
#include <ui/widgets/emptystate.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/secretoffer.h>
#include <ui/widgets/worknote.h>

#include <QFileDialog>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>

#include <utility>

namespace gatehouse::ui {

using settings::ConnectorSettings;

SettingsPage::SettingsPage(workspace::Workspace& workspace, UiState& state, QWidget* parent)
    : Page(parent)
    , m_workspace(workspace)
    , m_state(state)
{
    setObjectName(QStringLiteral("settingsPage"));
    build();
    m_form->setSurroundings(
        [this](const QString& key) {
            return m_workspace.secrets()->read(connector::secretName(m_form->original(), key));
        },
        m_workspace.clock());
    connect(&m_workspace, &workspace::Workspace::connectorChanged, this,
        &SettingsPage::connectorChanged);
    update();
}

void SettingsPage::showConnector(const QString& id)
{
    if (id == m_id && (m_isSaving || hasUnsavedChanges()))
        return;
    if (id.isEmpty() && m_isDraft && hasUnsavedChanges())
        return;
    if (id != m_id) {
        m_message->clear();
        m_overlay = nullptr;
    }
    m_id = id;
    m_isDraft = false;
    m_wanted.clear();
    load();
}

void SettingsPage::goTo(const Destination& destination)
{
    if (destination.addsConnector)
        newConnector();
    if (!destination.files.isEmpty()) {
        showImport(destination.files);
        return;
    }
    m_wanted = destination.settingKey;
    if (!m_wanted.isEmpty() && m_form->isEnabled() && m_form->original().id == m_id) {
        m_form->focusSetting(m_wanted);
        m_wanted.clear();
    }
}

void SettingsPage::leave(std::function<void()> proceed)
{
    if (!hasUnsavedChanges()) {
        proceed();
        return;
    }
    const auto discard = [this, proceed] {
        revert();
        m_isDraft = false;
        proceed();
    };
    m_message->show(Tone::Warning,
        m_isDraft ? tr("This certificate authority is not saved yet.")
                  : tr("The settings of %1 have changes that are not saved.").arg(m_id),
        { { tr("Save"), QStringLiteral("leaveSave"), [this, proceed] { save(proceed); } },
            { tr("Discard"), QStringLiteral("leaveDiscard"), discard },
            { tr("Stay"), QStringLiteral("leaveStay"), {} } });
}

bool SettingsPage::hasUnsavedChanges() const
{
    return (!m_id.isEmpty() || m_isDraft) && m_form->isEnabled() && m_form->isDirty();
}

void SettingsPage::refresh()
{
    if (!hasUnsavedChanges() && !m_id.isEmpty())
        load();
    m_form->lookAgain();
}

void SettingsPage::cancel()
{
    m_loading.cancel();
    m_message->clear();
    m_tryPanel->stop();
    m_overlay = nullptr;
    update();
}

void SettingsPage::newConnector()
{
    m_message->clear();
    m_overlay = nullptr;
    m_loading.drop();
    m_work->end();
    m_id.clear();
    m_isDraft = true;
    m_form->setContents({}, {});
    filled();
    m_form->focusSetting(QStringLiteral("name"));
}

void SettingsPage::load()
{
    m_loading.drop();
    m_work->end();
    if (m_id.isEmpty()) {
        update();
        return;
    }
    // After a save the same form stays usable; the fields of another connector are not.
    m_form->setEnabled(m_form->isEnabled() && m_form->original().id == m_id);
    const auto loaded = m_workspace.load(m_id);
    if (!loaded) {
        m_form->setContents({}, {});
        m_message->show(loaded.error());
        update();
        return;
    }
    const ConnectorSettings& settings = *loaded;
    const std::stop_token token = m_loading.begin();
    m_work->begin(tr("The key chain is being asked which passwords of %1 it keeps. It may wait for "
                     "you in a window of its own.")
                      .arg(m_id),
        [this] { m_loading.cancel(); });
    consume(untilStopped(m_workspace.storedSecrets(settings), token), this,
        [this, token, settings](const Result<QStringList>& stored) {
            if (!m_loading.end(token))
                return;
            m_work->end();
            fill(settings, stored);
        });
    update();
}

void SettingsPage::fill(const ConnectorSettings& settings, const Result<QStringList>& stored)
{
    m_form->setContents(settings, stored.value_or(QStringList()));
    if (!stored && stored.error().kind == ErrorKind::Cancelled) {
        m_message->show(Tone::Info,
            tr("Stopped. Which passwords are kept is not known, so they are shown as missing."),
            { { tr("Ask again"), QStringLiteral("askAgain"), [this] { load(); } } });
    } else if (!stored) {
        refused(stored.error(), [this] { load(); });
    }
    filled();
}

void SettingsPage::filled()
{
    m_sandbox->setVisible(workspace::isSandbox(m_form->original(), m_workspace.home()));
    m_form->setEnabled(true);
    update();
    if (!m_wanted.isEmpty())
        m_form->focusSetting(m_wanted);
    m_wanted.clear();
}

void SettingsPage::save(const std::function<void()>& then)
{
    if (m_isSaving) {
        m_afterSave = then;
        return;
    }
    if (!m_form->check()) {
        m_message->show(Tone::Error, tr("Nothing was saved: correct the marked settings first."));
        return;
    }
    m_message->clear();
    m_isSaving = true;
    m_afterSave = then;
    const ConnectorSettings settings = m_form->settings();
    workspace::SecretChanges changes = m_form->secretChanges();
    const QString replacing = settings.id == m_id ? QString() : m_id;
    // The key chain may ask a person first. What is typed meanwhile would be neither saved nor
    // kept.
    const QPointer<QWidget> focused(window()->focusWidget());
    m_form->setEnabled(false);
    update();
    const QPointer<QWidget> meanwhile(window()->focusWidget());
    m_work->begin(tr("The settings are being saved. The key chain may wait for you in a window of "
                     "its own; what is refused there is not saved."));
    consume(m_workspace.save(settings, std::move(changes), replacing), this,
        [this, settings, focused, meanwhile, at = m_id](const Result<void>& result) {
            m_isSaving = false;
            m_work->end();
            const std::function<void()> next = std::exchange(m_afterSave, {});
            if (m_id != at) { // somebody has gone on to another, and left this one's changes behind
                update();
                return;
            }
            m_form->setEnabled(true);
            if (focused && window()->focusWidget() == meanwhile)
                focused->setFocus();
            if (result)
                saved(settings, next);
            else
                refused(result.error(), [this, next] { save(next); });
            update();
        });
}

void SettingsPage::saved(const ConnectorSettings& settings, const std::function<void()>& then)
{
    const bool isOtherId = m_id != settings.id; // also that of a draft
    m_id = settings.id;
    m_isDraft = false;
    const auto stored = m_workspace.load(m_id); // a draft has its UUID now
    m_form->setContents(stored ? *stored : settings, m_form->givenSecrets());
    filled();
    if (then) {
        then();
        return;
    }
    m_message->show(Tone::Success, tr("The settings of %1 are saved.").arg(settings.id));
    if (!isOtherId)
        return;
    Destination destination;
    destination.connectorId = settings.id;
    Q_EMIT wantsToGo(destination);
}

/// Without a key chain that takes secrets a person may have them kept until the program ends.
void SettingsPage::refused(const Error& error, const std::function<void()>& again)
{
    if (!error.setting.isEmpty())
        m_form->focusSetting(error.setting);
    m_message->show(error, secretActions(m_workspace.secrets(), error, again));
}

void SettingsPage::revert()
{
    m_message->clear();
    m_form->revert();
    update();
}

/// What is saved is checked on the page for that, which remembers it; what is only entered, here.
void SettingsPage::checkConnection()
{
    if (!hasUnsavedChanges() && !m_isDraft) {
        Destination destination;
        destination.page = PageId::Check;
        destination.connectorId = m_id;
        Q_EMIT wantsToGo(destination);
        return;
    }
    if (!m_form->check()) {
        m_message->show(Tone::Error, tr("Nothing was tried: correct the marked settings first."));
        return;
    }
    m_message->clear();
    m_overlay = m_tryPanel;
    update();
    m_tryPanel->run(m_form->settings(), m_form->secretChanges());
}

/// Into the form, to be saved or undone like anything else there; and tried at once.
void SettingsPage::takeTrustStore(const settings::ConnectorSettings& settings)
{
    for (const QString& key :
        { QStringLiteral("ssl-trust-store"), QStringLiteral("ssl-truststore-type") })
        m_form->field(key)->editor()->setValue(settings.value(key));
    m_tryPanel->run(m_form->settings(), m_form->secretChanges());
}

void SettingsPage::chooseImport()
{
    const QStringList files = QFileDialog::getOpenFileNames(this, tr("Import connectors"), {},
        tr("Gatehouse and CA Gateway settings (*.json *.yml *.yaml);;All files (*)"));
    if (!files.isEmpty())
        showImport(files);
}

void SettingsPage::showImport(const QStringList& files)
{
    m_importPanel->open(files);
    m_overlay = m_importPanel;
    update();
}

void SettingsPage::imported(const QStringList& ids)
{
    m_overlay = nullptr;
    update();
    if (ids.isEmpty())
        return;
    m_message->show(Tone::Success, tr("Imported: %1.").arg(ids.join(QStringLiteral(", "))));
    if (ids.contains(m_id)) {
        load();
        return;
    }
    Destination destination;
    destination.connectorId = ids.first();
    Q_EMIT wantsToGo(destination);
}

void SettingsPage::showExport()
{
    const settings::ConnectorSettings& saved = m_form->original();
    m_exportPanel->open(saved, workspace::displayId(saved, m_workspace.home()));
    m_overlay = m_exportPanel;
    update();
}

void SettingsPage::askToRemove()
{
    const QString id = m_id;
    m_message->show(Tone::Warning,
        tr("Remove %1? Its settings, its local profiles and its stored passwords go for good. Its "
           "orders and the history of its checks stay.")
            .arg(id),
        { { tr("Remove"), QStringLiteral("confirmRemove"),
              [this, id] { remove(id, workspace::StuckSecrets::Refuse); } },
            { tr("Keep it"), QStringLiteral("cancelRemove"), {} } });
}

void SettingsPage::remove(const QString& id, workspace::StuckSecrets stuck)
{
    m_work->begin(
        tr("%1 is being removed. The key chain may wait for you in a window of its own.").arg(id));
    consume(m_workspace.remove(id, stuck), this, [this, id](const Result<void>& result) {
        m_work->end();
        if (!result && result.error().kind == ErrorKind::SecretStore) {
            offerToLeaveSecrets(id, result.error());
            return;
        }
        if (!result) {
            m_message->show(result.error());
            return;
        }
        if (m_id != id)
            return;
        m_id.clear();
        m_form->setContents({}, {});
        update();
    });
}

/// A key chain that nobody can or wants to unlock is no reason to keep a certificate authority.
/// What stays in it is said before, for there is no place to say it afterwards.
void SettingsPage::offerToLeaveSecrets(const QString& id, const Error& error)
{
    const auto settings = m_workspace.load(id);
    if (!settings) {
        m_message->show(error);
        return;
    }
    consume(m_workspace.lockedSecrets(*settings), this,
        [this, id, error, known = *settings](const QStringList& locked) {
            QStringList entries;
            for (const QString& key : locked) {
                entries.append(tr("%1: %2", "a setting, its entry in the key chain")
                                   .arg(settings::findDefinition(key)->translatedLabel(),
                                       secrets::entryKey(connector::secretName(known, key))));
            }
            QString text = tr("%1 was not removed. %2", "a certificate authority, the reason")
                               .arg(id, error.message);
            if (!entries.isEmpty()) {
                text += u'\n'
                    + tr("These entries of the key chain belong to it. They can also stay there, "
                         "and "
                         "be deleted with the key chain's own program, where they are called "
                         "“Gatehouse”:")
                    + u'\n' + entries.join(u'\n');
            }
            m_message->show(Tone::Warning, text,
                { { tr("Unlock and remove all"), QStringLiteral("unlockAndRemove"),
                      [this, id] { remove(id, workspace::StuckSecrets::Refuse); } },
                    { tr("Remove, and leave the entries"), QStringLiteral("removeAndLeave"),
                        [this, id] { remove(id, workspace::StuckSecrets::Leave); } },
                    { tr("Keep it"), QStringLiteral("cancelRemove"), {} } });
        });
}

void SettingsPage::connectorChanged(const QString& id)
{
    if (id != m_id || m_isSaving)
        return;
    const auto now = m_workspace.load(id);
    if (!now || *now == m_form->original())
        return;
    if (!hasUnsavedChanges()) {
        load();
        return;
    }
    m_message->show(Tone::Warning,
        tr("The settings of %1 were changed elsewhere meanwhile. Saving here would undo that.")
            .arg(id),
        { { tr("Show them, and drop my changes"), QStringLiteral("reload"), [this] { load(); } } });
}

void SettingsPage::update()
{
    const bool isShown = !m_id.isEmpty() || m_isDraft;
    QWidget* below = isShown ? m_editor : static_cast<QWidget*>(m_empty);
    m_stack->setCurrentWidget(m_overlay != nullptr ? m_overlay : below);
    const bool isDirty = hasUnsavedChanges();
    const bool isReadOnly = m_workspace.access() == workspace::Access::ReadOnly;
    const QString readOnly = isReadOnly ? tr("Gatehouse was started for reading only.") : QString();
    const QString& name = m_form->original().name;
    m_title->setText(m_isDraft ? tr("New certificate authority") : name.isEmpty() ? m_id : name);
    m_dirty->setVisible(isDirty);
    const QString clean = isReadOnly ? readOnly
        : m_isSaving                 ? tr("It is being saved.")
        : isDirty                    ? QString()
                                     : tr("Nothing has changed.");
    setAvailable(m_save, clean, tr("Save the changes (Ctrl+S)"));
    setAvailable(m_revert, m_isSaving || isDirty ? QString() : tr("Nothing has changed."),
        tr("Go back to what is saved"));
    const QString unsaved = m_isDraft ? tr("Save the certificate authority first.") : QString();
    setAvailable(m_check, m_isSaving ? tr("It is being saved.") : QString(),
        tr("Try the connection step by step, also with what is not saved yet"));
    setAvailable(m_export, unsaved);
    setAvailable(m_remove, unsaved.isEmpty() ? readOnly : unsaved);
    setAvailable(m_import, readOnly);
}

} // namespace gatehouse::ui
