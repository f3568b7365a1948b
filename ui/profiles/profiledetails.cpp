// SPDX-License-Identifier: Apache-2.0
#include <core/profiles/description.h>
#include <ui/profiles/profiledetails.h>
#include <ui/profiles/profilesmodel.h>
#include <ui/theme.h>
#include <ui/widgets/messagebar.h>

#include <QApplication>
#include <QClipboard>
#include <QFormLayout>
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
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

} // namespace

ProfileDetails::ProfileDetails(QWidget* parent)
    : QWidget(parent)
    , m_title(selectable({}, this))
    , m_problem(new MessageBar(this))
    , m_tabs(new QTabWidget(this))
    , m_rule(selectable({}, this))
    , m_values(new QFormLayout)
    , m_json(new QPlainTextEdit(this))
{
    setObjectName(QStringLiteral("profileDetails"));
    m_title->setObjectName(QStringLiteral("profileTitle"));
    styleHeading(m_title, 2);
    m_problem->setObjectName(QStringLiteral("profileProblem"));
    m_rule->setObjectName(QStringLiteral("profileRule"));
    m_tabs->setObjectName(QStringLiteral("profileTabs"));
    m_tabs->addTab(effectivePage(), tr("&Effective profile"));
    m_tabs->addTab(jsonPage(), tr("&Gateway JSON"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(m_title);
    layout->addWidget(m_problem);
    layout->addWidget(m_tabs, 1);
    clear();
}

QWidget* ProfileDetails::effectivePage()
{
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(wideGap, wideGap, wideGap, wideGap);
    column->setSpacing(wideGap);
    m_values->setVerticalSpacing(gap);
    m_values->setHorizontalSpacing(wideGap);
    column->addLayout(m_values);
    column->addWidget(m_rule);
    column->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("profileValues"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    return scroll;
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
    clear();
    m_title->setText(profile.profile.name.isEmpty() ? profile.profile.id : profile.profile.name);
    const ProfileState state = profileState(profile);
    if (state != ProfileState::Usable)
        m_problem->show(profileStateTone(state), profileStateText(profile));
    const auto values = profiles::describe(profile);
    for (const profiles::DescribedValue& value : values)
        addRow(value.label, value.text, profiles::sourceName(value.source));
    if (!profile.profile.keyTypes.isEmpty()) {
        m_rule->setText(tr("Where a request names none, the first is used: %1, %2 days.")
                            .arg(profile.profile.keyTypes.first().toString())
                            .arg(profile.profile.terms.first()));
    }
    m_json->setPlainText(QString::fromUtf8(json));
    m_tabs->setEnabled(true);
}

void ProfileDetails::clear()
{
    while (m_values->rowCount() > 0)
        m_values->removeRow(0);
    m_title->setText(tr("No profile is chosen."));
    m_problem->clear();
    m_rule->clear();
    m_json->clear();
    m_tabs->setEnabled(false);
}

void ProfileDetails::addRow(const QString& label, const QString& text, const QString& source)
{
    auto* name = new QLabel(label, this);
    name->setTextFormat(Qt::PlainText);
    styleSecondary(name);
    auto* value = selectable(text.isEmpty() ? tr("none") : text, this);
    value->setObjectName(QStringLiteral("profileValue"));
    auto* from = new QLabel(source, this);
    from->setObjectName(QStringLiteral("profileSource"));
    from->setToolTip(tr("Where this value comes from"));
    from->setAccessibleName(tr("%1 comes from: %2", "a value, its source").arg(label, source));
    styleSecondary(from);
    auto* line = new QHBoxLayout;
    line->addWidget(value, 1);
    line->addWidget(from, 0, Qt::AlignTop);
    m_values->addRow(name, line);
}

} // namespace gatehouse::ui
