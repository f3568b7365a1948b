// SPDX-License-Identifier: Apache-2.0
// How the page is put together; what it does stands in settingspage.cpp.
#include <ui/forms/connectorform.h>
#include <ui/settings/exportpanel.h>
#include <ui/settings/importpanel.h>
#include <ui/settings/sectionlinks.h>
#include <ui/settings/settingspage.h>
#include <ui/settings/trypanel.h>
#include <ui/theme.h>
#include <ui/widgets/chip.h>
#include <ui/widgets/emptystate.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/textlabel.h>
#include <ui/widgets/worknote.h>

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

void SettingsPage::build()
{
    m_stack = new QStackedLayout(this);
    m_empty = new EmptyState(QStringLiteral("ca"), tr("No certificate authority is chosen"),
        tr("Choose one on the left, or add one, and its settings are shown here."), this);
    m_stack->addWidget(m_empty);

    m_editor = new QWidget(this);
    auto* layout = new QVBoxLayout(m_editor);
    layout->setContentsMargins(pageMargin, pageMargin, pageMargin, 0);
    layout->setSpacing(wideGap);
    layout->addWidget(buildHeader());
    m_message = new MessageBar(m_editor);
    layout->addWidget(m_message);
    m_work = new WorkNote(QStringLiteral("settingsWork"), m_editor);
    layout->addWidget(m_work);
    layout->addWidget(buildBody(), 1);
    m_stack->addWidget(m_editor);
    m_importPanel = new ImportPanel(m_workspace, this);
    m_stack->addWidget(m_importPanel);
    m_exportPanel = new ExportPanel(m_state, this);
    m_stack->addWidget(m_exportPanel);
    m_tryPanel = new TryPanel(m_workspace, m_state, this);
    m_stack->addWidget(m_tryPanel);
    connectAll();
}

void SettingsPage::connectAll()
{
    connect(m_form, &ConnectorForm::changed, this, &SettingsPage::update);
    connect(m_form, &ConnectorForm::focusMoved, this,
        [this](QWidget* widget) { m_area->ensureWidgetVisible(widget, 0, pageMargin); });
    connect(m_save, &QPushButton::clicked, this, [this] { save({}); });
    connect(m_revert, &QPushButton::clicked, this, &SettingsPage::revert);
    connect(m_check, &QPushButton::clicked, this, &SettingsPage::checkConnection);
    connect(m_tryPanel, &TryPanel::closed, this, &SettingsPage::cancel);
    connect(m_tryPanel, &TryPanel::settingWanted, this, [this](const QString& key) {
        cancel();
        m_form->focusSetting(key);
    });
    connect(m_tryPanel, &TryPanel::trustStoreMade, this, &SettingsPage::takeTrustStore);
    connect(m_import, &QAction::triggered, this, &SettingsPage::chooseImport);
    connect(m_export, &QAction::triggered, this, &SettingsPage::showExport);
    connect(m_importPanel, &ImportPanel::finished, this, &SettingsPage::imported);
    connect(m_exportPanel, &ExportPanel::closed, this, &SettingsPage::cancel);
    connect(m_remove, &QAction::triggered, this, &SettingsPage::askToRemove);
}

QWidget* SettingsPage::buildHeader()
{
    auto* header = new QWidget(this);
    m_title = new QLabel(header);
    m_title->setObjectName(QStringLiteral("title"));
    m_title->setTextFormat(Qt::PlainText);
    makeSelectable(m_title, TextStop::None);
    styleHeading(m_title, 1);
    m_sandbox = new Chip(tr("Sandbox"), Tone::Warning, header);
    m_sandbox->setObjectName(QStringLiteral("sandboxChip"));
    m_sandbox->hide();
    m_dirty = new QLabel(tr("Unsaved changes"), header);
    m_dirty->setObjectName(QStringLiteral("dirty"));
    styleSecondary(m_dirty);

    m_save = new QPushButton(icon(QStringLiteral("save")), tr("&Save"), header);
    m_save->setObjectName(QStringLiteral("save"));
    m_save->setDefault(true);
    auto* saveKey = new QShortcut(QKeySequence::Save, this);
    saveKey->setContext(Qt::WidgetWithChildrenShortcut);
    connect(saveKey, &QShortcut::activated, m_save, &QPushButton::click);
    m_revert = new QPushButton(icon(QStringLiteral("revert")), tr("Re&vert"), header);
    m_revert->setObjectName(QStringLiteral("revert"));
    m_check = new QPushButton(icon(QStringLiteral("check")), tr("Chec&k connection"), header);
    m_check->setObjectName(QStringLiteral("checkConnection"));

    auto* more = new QToolButton(header);
    more->setObjectName(QStringLiteral("more"));
    more->setIcon(icon(QStringLiteral("menu")));
    more->setToolTip(tr("Import, export, remove"));
    more->setAccessibleName(tr("More actions"));
    more->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(more);
    menu->setToolTipsVisible(true);
    m_import = menu->addAction(icon(QStringLiteral("import")), tr("Import…"));
    m_import->setObjectName(QStringLiteral("import"));
    m_export = menu->addAction(icon(QStringLiteral("export")), tr("Export…"));
    m_export->setObjectName(QStringLiteral("export"));
    menu->addSeparator();
    m_remove = menu->addAction(icon(QStringLiteral("delete")), tr("Remove…"));
    m_remove->setObjectName(QStringLiteral("remove"));
    more->setMenu(menu);

    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(m_title);
    layout->addWidget(m_sandbox);
    layout->addStretch(1);
    layout->addWidget(m_dirty);
    layout->addWidget(m_save);
    layout->addWidget(m_revert);
    layout->addWidget(m_check);
    layout->addWidget(more);
    return header;
}

QWidget* SettingsPage::buildBody()
{
    auto* body = new QWidget(this);
    m_area = new QScrollArea(body);
    m_area->setObjectName(QStringLiteral("settingsArea"));
    m_area->setAccessibleName(tr("Settings"));
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setWidgetResizable(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    auto* content = new QWidget(m_area);
    m_form = new ConnectorForm(content);
    auto* column = new QHBoxLayout(content);
    column->setContentsMargins(gap, gap, pageMargin, 2 * pageMargin);
    column->addWidget(m_form, 1);
    column->addStretch(0);
    m_area->setWidget(content);

    auto* links = new SectionLinks(m_form, m_area, body);
    auto* layout = new QHBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(wideGap);
    layout->addWidget(links);
    layout->addWidget(m_area, 1);
    return body;
}

} // namespace gatehouse::ui
