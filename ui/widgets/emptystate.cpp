// SPDX-License-Identifier: Apache-2.0
#include <ui/theme.h>
#include <ui/widgets/emptystate.h>
#include <ui/widgets/iconlabel.h>
#include <ui/widgets/textlabel.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int pictureSize = 48;
constexpr int textWidth = 460;

} // namespace

EmptyState::EmptyState(
    const QString& iconName, const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(title, this))
    , m_text(new QLabel(text, this))
{
    setObjectName(QStringLiteral("emptyState"));
    auto* picture = new IconLabel(pictureSize, this);
    picture->setObjectName(QStringLiteral("emptyPicture"));
    picture->setIcon(icon(iconName));
    m_title->setObjectName(QStringLiteral("emptyTitle"));
    m_text->setObjectName(QStringLiteral("emptyText"));
    m_title->setAlignment(Qt::AlignCenter);
    styleHeading(m_title, 2);
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    m_text->setMaximumWidth(textWidth);
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    makeSelectable(m_text);
    styleSecondary(m_text);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(gap + smallGap);
    layout->addStretch(1);
    layout->addWidget(picture, 0, Qt::AlignHCenter);
    layout->addWidget(m_title);
    // In a row of its own rather than aligned: an aligned label is not asked for its height at its
    // width, and loses its last lines.
    auto* centred = new QHBoxLayout;
    centred->addStretch(1);
    centred->addWidget(m_text, 1000);
    centred->addStretch(1);
    layout->addLayout(centred);
    layout->addStretch(2);
}

void EmptyState::setText(const QString& title, const QString& text)
{
    m_title->setText(title);
    m_text->setText(text);
}

QPushButton* EmptyState::addAction(const QString& name, const QString& text)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAccessibleName(text);
    auto* column = qobject_cast<QVBoxLayout*>(layout());
    column->insertWidget(column->count() - 1, button, 0, Qt::AlignHCenter);
    return button;
}

} // namespace gatehouse::ui
