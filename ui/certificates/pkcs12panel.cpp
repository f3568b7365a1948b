// SPDX-License-Identifier: Apache-2.0
#include <core/pki/pkcs12target.h>
#include <ui/certificates/pkcs12panel.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/pkcs12field.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

Pkcs12Panel::Pkcs12Panel(QWidget* parent)
    : QFrame(parent)
    , m_field(new Pkcs12Field(this))
    , m_save(new QPushButton(icon(QStringLiteral("save")), tr("&Save as…"), this))
{
    setObjectName(QStringLiteral("pkcs12Panel"));
    setFrameShape(QFrame::StyledPanel);
    auto* heading = new QLabel(tr("Export as PKCS #12"), this);
    styleHeading(heading, 2);
    auto* note = new QLabel(tr("The private key is handed over with this file: once it is written, "
                               "the key is not kept here any more."),
        this);
    note->setWordWrap(true);
    m_save->setObjectName(QStringLiteral("pkcs12Save"));
    auto* close = new QPushButton(tr("Do not e&xport"), this);
    close->setObjectName(QStringLiteral("pkcs12Cancel"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_save);
    buttons->addWidget(close);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(heading);
    layout->addWidget(note);
    layout->addWidget(m_field);
    layout->addLayout(buttons);
    connect(m_field, &Pkcs12Field::changed, this, &Pkcs12Panel::updateSave);
    connect(m_save, &QPushButton::clicked, this, &Pkcs12Panel::saveWanted);
    connect(close, &QPushButton::clicked, this, &Pkcs12Panel::dismiss);
    updateSave();
    hide();
}

void Pkcs12Panel::ask()
{
    m_field->clearPassword();
    show();
    m_field->setFocus();
}

void Pkcs12Panel::dismiss()
{
    m_field->clearPassword();
    hide();
}

Secret Pkcs12Panel::password() const
{
    return m_field->password();
}

pki::Pkcs12Form Pkcs12Panel::form() const
{
    return pki::formFor(m_field->target());
}

void Pkcs12Panel::updateSave()
{
    setAvailable(m_save, m_field->problem());
}

} // namespace gatehouse::ui
