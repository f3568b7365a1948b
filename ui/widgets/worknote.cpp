// SPDX-License-Identifier: Apache-2.0
#include <ui/widgets/messagebar.h>
#include <ui/widgets/worknote.h>

#include <QVBoxLayout>

#include <chrono>

namespace gatehouse::ui {

namespace {

constexpr std::chrono::milliseconds blink { 400 };

} // namespace

WorkNote::WorkNote(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_bar(new MessageBar(this))
{
    setObjectName(name);
    m_bar->setObjectName(name + QLatin1String("Bar"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_bar);
    m_blink.setSingleShot(true);
    m_blink.setInterval(blink);
    connect(&m_blink, &QTimer::timeout, this, &WorkNote::say);
    connect(m_bar, &MessageBar::closed, this, &QWidget::hide);
    hide();
}

void WorkNote::begin(const QString& text, std::function<void()> stop)
{
    m_text = text;
    m_stop = std::move(stop);
    if (isShown())
        say();
    else
        m_blink.start();
}

void WorkNote::end()
{
    m_blink.stop();
    m_stop = {};
    m_bar->clear();
}

bool WorkNote::isShown() const
{
    return m_bar->isShown();
}

void WorkNote::say()
{
    QList<MessageBar::Action> actions;
    if (m_stop)
        actions.append({ tr("Stop"), objectName() + QLatin1String("Stop"), m_stop });
    show();
    m_bar->show(Tone::Waiting, m_text, actions);
}

} // namespace gatehouse::ui
