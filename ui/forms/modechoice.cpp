// SPDX-License-Identifier: Apache-2.0
#include <ui/forms/modechoice.h>
#include <ui/theme.h>

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QRadioButton>

namespace gatehouse::ui {

using settings::AuthenticationMode;

ModeChoice::ModeChoice(QWidget* parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    setObjectName(QStringLiteral("authenticationMode"));
    setAccessibleName(tr("Way of logging in"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(wideGap);
    const auto add = [this, layout](AuthenticationMode mode, const QString& name) {
        auto* button = new QRadioButton(title(mode), this);
        button->setObjectName(name);
        m_group->addButton(button, static_cast<int>(mode));
        layout->addWidget(button);
    };
    add(AuthenticationMode::Password, QStringLiteral("modePassword"));
    add(AuthenticationMode::KeyStore, QStringLiteral("modeKeyStore"));
    add(AuthenticationMode::OAuth, QStringLiteral("modeOAuth"));
    layout->addStretch(1);
    connect(m_group, &QButtonGroup::idClicked, this, [this] { Q_EMIT changed(); });
}

std::optional<AuthenticationMode> ModeChoice::mode() const
{
    const int id = m_group->checkedId();
    return id < 0 ? std::nullopt : std::optional(static_cast<AuthenticationMode>(id));
}

void ModeChoice::setMode(std::optional<AuthenticationMode> mode)
{
    if (mode) {
        m_group->button(static_cast<int>(*mode))->setChecked(true);
        return;
    }
    m_group->setExclusive(false);
    for (QAbstractButton* button : m_group->buttons())
        button->setChecked(false);
    m_group->setExclusive(true);
}

void ModeChoice::focusChoice()
{
    QAbstractButton* checked = m_group->checkedButton();
    (checked != nullptr ? checked : m_group->buttons().first())->setFocus(Qt::OtherFocusReason);
}

QString ModeChoice::title(AuthenticationMode mode)
{
    switch (mode) {
    case AuthenticationMode::Password:
        return tr("Password");
    case AuthenticationMode::KeyStore:
        return tr("Client key store");
    case AuthenticationMode::OAuth:
        break;
    }
    return tr("OAuth");
}

} // namespace gatehouse::ui
