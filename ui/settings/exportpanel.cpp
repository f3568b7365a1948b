// SPDX-License-Identifier: Apache-2.0
#include <core/settings/settingsstore.h>
#include <core/workspace/files.h>
#include <ui/settings/exportpanel.h>
#include <ui/theme.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/savedialog.h>

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

ExportPanel::ExportPanel(UiState& state, QWidget* parent)
    : QWidget(parent)
    , m_state(state)
    , m_title(new QLabel(this))
    , m_message(new MessageBar(this))
    , m_json(new QRadioButton(tr("&JSON, for Gatehouse"), this))
    , m_yaml(new QRadioButton(tr("&YAML, for CA Gateway's application.yml"), this))
    , m_text(new QPlainTextEdit(this))
{
    setObjectName(QStringLiteral("exportPanel"));
    build();
    connect(m_json, &QRadioButton::toggled, this, &ExportPanel::preview);
}

void ExportPanel::build()
{
    m_title->setObjectName(QStringLiteral("exportTitle"));
    m_title->setTextFormat(Qt::PlainText);
    styleHeading(m_title, 1);
    auto* hint = new QLabel(tr("An export never holds a password: whoever imports it is asked for "
                               "them. It shows what is saved, not what is being changed."),
        this);
    hint->setWordWrap(true);
    styleSecondary(hint);
    m_message->setObjectName(QStringLiteral("exportMessage"));
    m_json->setObjectName(QStringLiteral("exportJson"));
    m_yaml->setObjectName(QStringLiteral("exportYaml"));
    m_json->setChecked(true);
    m_text->setObjectName(QStringLiteral("exportPreview"));
    m_text->setAccessibleName(tr("What is exported"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(monospaceFont());
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);

    auto* save = new QPushButton(icon(QStringLiteral("save")), tr("&Save as…"), this);
    save->setObjectName(QStringLiteral("exportSave"));
    save->setDefault(true);
    auto* copy = new QPushButton(icon(QStringLiteral("copy")), tr("&Copy"), this);
    copy->setObjectName(QStringLiteral("exportCopy"));
    auto* close = new QPushButton(tr("Close"), this);
    close->setObjectName(QStringLiteral("exportClose"));
    connect(save, &QPushButton::clicked, this, &ExportPanel::save);
    connect(copy, &QPushButton::clicked, this,
        [this] { QApplication::clipboard()->setText(m_text->toPlainText()); });
    connect(close, &QPushButton::clicked, this, &ExportPanel::closed);

    auto* formats = new QHBoxLayout;
    formats->setSpacing(wideGap);
    formats->addWidget(m_json);
    formats->addWidget(m_yaml);
    formats->addStretch(1);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    for (QPushButton* button : { save, copy, close })
        buttons->addWidget(button);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(pageMargin, pageMargin, pageMargin, pageMargin);
    layout->setSpacing(wideGap);
    layout->addWidget(m_title);
    layout->addWidget(hint);
    layout->addWidget(m_message);
    layout->addLayout(formats);
    layout->addWidget(m_text, 1);
    layout->addLayout(buttons);
}

void ExportPanel::open(const settings::ConnectorSettings& settings, const QString& name)
{
    m_settings = settings;
    m_title->setText(tr("Export %1").arg(name));
    m_message->clear();
    preview();
    (m_json->isChecked() ? m_json : m_yaml)->setFocus();
}

bool ExportPanel::writeTo(const QString& path)
{
    const auto written = workspace::writeFile(path, bytes(), workspace::FilePrivacy::Shared);
    if (written)
        m_message->show(Tone::Success, tr("Saved as %1.").arg(path));
    else
        m_message->show(written.error());
    return written.has_value();
}

QByteArray ExportPanel::bytes() const
{
    return m_json->isChecked() ? settings::exportJson(m_settings)
                               : settings::exportYaml(m_settings);
}

void ExportPanel::preview()
{
    m_text->setPlainText(QString::fromUtf8(bytes()));
}

void ExportPanel::save()
{
    const QString name =
        m_settings.id + (m_json->isChecked() ? QStringLiteral(".json") : QStringLiteral(".yml"));
    askWhereToSave(this, m_state,
        { tr("Save the export"), name,
            { m_json->isChecked() ? tr("JSON (*.json)") : tr("YAML (*.yml *.yaml)") } },
        [this](const QString& path) { writeTo(path); });
}

} // namespace gatehouse::ui
