// SPDX-License-Identifier: Apache-2.0
#include <core/profiles/description.h>
#include <ui/profiles/profiledetails.h>
#include <ui/profiles/profilesmodel.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/chip.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/textlabel.h>

#include <QApplication>
#include <QClipboard>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTabWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

QLabel* selectable(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    makeSelectable(label);
    return label;
}

Tone toneOf(profiles::Source source)
{
    switch (source) {
    case profiles::Source::Local:
        return Tone::Info;
    case profiles::Source::Sectigo:
        return Tone::Success;
    case profiles::Source::Default:
        break;
    }
    return Tone::Neutral;
}

} // namespace

ProfileDetails::ProfileDetails(QWidget* parent)
    : QWidget(parent)
    , m_title(selectable({}, this))
    , m_problem(new MessageBar(this))
    , m_tabs(new QTabWidget(this))
    , m_values(new QScrollArea(this))
    , m_json(new QPlainTextEdit(this))
{
    setObjectName(QStringLiteral("profileDetails"));
    m_title->setObjectName(QStringLiteral("profileTitle"));
    styleHeading(m_title, 2);
    m_problem->setObjectName(QStringLiteral("profileProblem"));
    m_values->setObjectName(QStringLiteral("profileValues"));
    m_values->setAccessibleName(tr("The values of this profile and where they are from"));
    m_values->setFrameShape(QFrame::NoFrame);
    m_values->setWidgetResizable(true);
    m_tabs->setObjectName(QStringLiteral("profileTabs"));
    m_tabs->setAccessibleName(tr("Views of the profile"));
    m_tabs->addTab(m_values, tr("&Effective profile"));
    m_tabs->addTab(jsonPage(), tr("&Gateway JSON"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(m_title);
    layout->addWidget(m_problem);
    layout->addWidget(m_tabs, 1);
    clear();
}

QWidget* ProfileDetails::jsonPage()
{
    auto* page = new QWidget(this);
    m_json->setObjectName(QStringLiteral("profileJson"));
    m_json->setAccessibleName(tr("The gateway's JSON for this profile"));
    m_json->setReadOnly(true);
    m_json->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_json->setFont(monospaceFont());
    auto* copy = new QPushButton(icon(QStringLiteral("copy")), tr("&Copy"), page);
    copy->setObjectName(QStringLiteral("profileJsonCopy"));
    copy->setAccessibleName(tr("Copy the gateway's JSON for this profile"));
    connect(copy, &QPushButton::clicked, this,
        [this] { QApplication::clipboard()->setText(m_json->toPlainText()); });
    auto* actions = new QHBoxLayout;
    actions->addStretch(1);
    actions->addWidget(copy);
    auto* layout = new QVBoxLayout(page);
    layout->addWidget(m_json, 1);
    layout->addLayout(actions);
    return page;
}

void ProfileDetails::setProfile(const profiles::ListedProfile& profile, const QByteArray& json)
{
    const QString text = QString::fromUtf8(json);
    if (m_shown == profile && m_json->toPlainText() == text)
        return;
    m_shown = profile;
    m_title->setText(profile.profile.name.isEmpty() ? profile.profile.id : profile.profile.name);
    const ProfileState state = profileState(profile);
    if (state == ProfileState::Usable)
        m_problem->clear();
    else
        m_problem->show(profileStateTone(state), profileStateText(profile));
    m_values->setWidget(valuesOf(profile));
    m_json->setPlainText(text);
    setAvailable(m_tabs, {});
}

void ProfileDetails::clear()
{
    m_shown.reset();
    m_title->setText(tr("No profile is chosen."));
    m_problem->clear();
    m_values->setWidget(new QWidget);
    m_json->clear();
    setAvailable(m_tabs, tr("Choose a profile in the table first."));
}

QWidget* ProfileDetails::valuesOf(const profiles::ListedProfile& profile)
{
    auto* content = new QWidget;
    auto* grid = new QGridLayout;
    grid->setVerticalSpacing(gap);
    grid->setHorizontalSpacing(wideGap);
    grid->setColumnStretch(2, 1);
    const auto values = profiles::describe(profile);
    for (const profiles::DescribedValue& described : values) {
        const int row = grid->rowCount();
        auto* name = new QLabel(described.label, content);
        name->setTextFormat(Qt::PlainText);
        styleSecondary(name);
        const QString source = profiles::sourceName(described.source);
        auto* from = new Chip(source, toneOf(described.source), content);
        from->setObjectName(QStringLiteral("profileSource"));
        from->setToolTip(tr("Where this value comes from"));
        from->setAccessibleName(
            tr("%1 comes from: %2", "a value, its source").arg(described.label, source));
        auto* value = selectable(described.text.isEmpty() ? tr("none") : described.text, content);
        value->setObjectName(QStringLiteral("profileValue"));
        grid->addWidget(name, row, 0, Qt::AlignTop);
        grid->addWidget(from, row, 1, Qt::AlignTop);
        grid->addWidget(value, row, 2, Qt::AlignTop);
    }
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(wideGap, gap, wideGap, wideGap);
    column->setSpacing(wideGap);
    column->addLayout(grid);
    if (!profile.profile.keyTypes.isEmpty()) {
        auto* rule = selectable(tr("Where a request names none, the first is used: %1, %2 days.")
                                    .arg(profile.profile.keyTypes.first().toString())
                                    .arg(profile.profile.terms.first()),
            content);
        rule->setObjectName(QStringLiteral("profileRule"));
        column->addWidget(rule);
    }
    column->addStretch(1);
    return content;
}

} // namespace gatehouse::ui
