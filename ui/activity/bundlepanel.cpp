// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/supportbundle.h>
#include <ui/activity/bundlepanel.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

BundlePanel::BundlePanel(workspace::Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_note(new QLabel(tr("This is exactly what leaves, and nothing leaves before you save it and "
                           "send it yourself. Read it: host names and names in certificates stay."),
          this))
    , m_progress(new QProgressBar(this))
    , m_text(new QPlainTextEdit(this))
    , m_save(new QPushButton(icon(QStringLiteral("save")), tr("&Save as…"), this))
    , m_copy(new QPushButton(icon(QStringLiteral("copy")), tr("&Copy"), this))
    , m_close(new QPushButton(tr("C&lose"), this))
{
    setObjectName(QStringLiteral("bundlePanel"));
    auto* heading = new QLabel(tr("Support bundle"), this);
    styleHeading(heading, 2);
    m_note->setWordWrap(true);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Collecting the support bundle"));
    m_text->setObjectName(QStringLiteral("bundleText"));
    m_text->setAccessibleName(tr("What leaves"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFont(monospaceFont());
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_save->setObjectName(QStringLiteral("bundleSave"));
    m_copy->setObjectName(QStringLiteral("bundleCopy"));
    m_close->setObjectName(QStringLiteral("bundleClose"));
    auto* buttons = new QHBoxLayout;
    for (auto* button : { m_save, m_copy, m_close })
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(heading);
    layout->addWidget(m_note);
    layout->addWidget(m_progress);
    layout->addWidget(m_text, 1);
    layout->addLayout(buttons);
    connect(
        m_save, &QPushButton::clicked, this, [this] { Q_EMIT saveWanted(m_text->toPlainText()); });
    connect(m_copy, &QPushButton::clicked, this,
        [this] { QApplication::clipboard()->setText(m_text->toPlainText()); });
    connect(m_close, &QPushButton::clicked, this, &BundlePanel::cancel);
    setRunning(false);
}

void BundlePanel::make(const QString& connectorId)
{
    m_text->clear();
    const std::stop_token token = m_making.begin();
    setRunning(true);
    consume(workspace::supportBundle(m_workspace, connectorId), this,
        [this, token](const QString& text) {
            if (!m_making.end(token))
                return;
            m_text->setPlainText(text);
            setRunning(false);
            m_text->setFocus();
        });
}

void BundlePanel::cancel()
{
    m_making.end(m_making.begin());
    m_text->clear();
    Q_EMIT closed();
}

void BundlePanel::setRunning(bool isRunning)
{
    m_progress->setVisible(isRunning);
    const QString whyNot = isRunning ? tr("The bundle is still being collected.") : QString();
    setAvailable(m_save, whyNot);
    setAvailable(m_copy, whyNot);
}

} // namespace gatehouse::ui
