// SPDX-License-Identifier: Apache-2.0
#include <core/settings/settingdefinition.h>
#include <ui/certificates/sessionpasswords.h>
#include <ui/format.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/textlabel.h>

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>
#include <utility>

namespace gatehouse::ui {

SessionPasswords::SessionPasswords(QWidget* parent)
    : QFrame(parent)
    , m_text(textLabel(QStringLiteral("sessionPasswordsText"), this, TextStop::None))
    , m_form(new QFormLayout)
    , m_use(new QPushButton(tr("&Use until Gatehouse closes"), this))
{
    setObjectName(QStringLiteral("sessionPasswords"));
    setAccessibleName(tr("Passwords for this session"));
    setFrameShape(QFrame::StyledPanel);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_use->setObjectName(QStringLiteral("sessionPasswordsUse"));
    auto* notNow = new QPushButton(tr("&Not now"), this);
    notNow->setObjectName(QStringLiteral("sessionPasswordsCancel"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_use);
    buttons->addWidget(notNow);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(wideGap, wideGap, wideGap, wideGap);
    layout->setSpacing(gap);
    layout->addWidget(m_text);
    layout->addLayout(m_form);
    layout->addLayout(buttons);
    connect(m_use, &QPushButton::clicked, this, &SessionPasswords::give);
    connect(notNow, &QPushButton::clicked, this, &SessionPasswords::dismiss);
    hide();
}

void SessionPasswords::ask(const QString& authority, const QStringList& keys)
{
    clearFields();
    m_text->setText(tr("To ask Sectigo about certificates, %1 signs in with a password, and none "
                       "is kept here. What you enter is forgotten when Gatehouse closes.")
                        .arg(visibleText(authority)));
    for (const QString& key : keys) {
        const settings::SettingDefinition* definition = settings::findDefinition(key);
        const QString label = definition != nullptr ? definition->translatedLabel() : key;
        auto* line = new QLineEdit(this);
        line->setObjectName(QStringLiteral("session-") + key);
        line->setAccessibleName(label);
        line->setEchoMode(QLineEdit::Password);
        connect(line, &QLineEdit::textChanged, this, &SessionPasswords::update);
        connect(line, &QLineEdit::returnPressed, m_use, &QPushButton::click);
        m_form->addRow(tr("%1:", "label of a field").arg(label), line);
        m_lines.insert(key, line);
    }
    update();
    show();
    if (!keys.isEmpty())
        m_lines.value(keys.first())->setFocus();
}

void SessionPasswords::dismiss()
{
    // Not taken away: one of them may be telling of its Return key.
    for (QLineEdit* line : std::as_const(m_lines))
        line->setText({}); // clear() could be undone
    hide();
}

void SessionPasswords::clearFields()
{
    m_lines.clear();
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
}

void SessionPasswords::update()
{
    const bool isEmpty =
        std::ranges::all_of(m_lines, [](const QLineEdit* line) { return line->text().isEmpty(); });
    setAvailable(m_use, isEmpty ? tr("Enter a password first.") : QString());
}

void SessionPasswords::give()
{
    QMap<QString, Secret> passwords;
    for (auto line = m_lines.cbegin(); line != m_lines.cend(); ++line) {
        if (!line.value()->text().isEmpty())
            passwords.insert(line.key(), Secret::fromString(line.value()->text()));
    }
    dismiss();
    Q_EMIT given(passwords);
}

} // namespace gatehouse::ui
