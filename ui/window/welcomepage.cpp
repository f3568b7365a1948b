// SPDX-License-Identifier: Apache-2.0
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/iconlabel.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/textlabel.h>
#include <ui/window/choicebutton.h>
#include <ui/window/welcomepage.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int columnWidth = 640;
constexpr int columnShare = 1000; // all the width it may have
constexpr int welcomePictureSize = 56;

QLabel* wordsLabel(const QString& name, const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    makeSelectable(label, TextStop::None);
    return label;
}

/// "Starting the sandbox…" with a way out.
QWidget* progressRow(WelcomePage* page, QWidget* parent)
{
    auto* row = new QWidget(parent);
    row->setObjectName(QStringLiteral("sandboxProgress"));
    auto* bar = new QProgressBar(row);
    bar->setObjectName(QStringLiteral("sandboxProgressBar"));
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setAccessibleName(WelcomePage::tr("Starting the sandbox"));
    auto* cancel = new QPushButton(WelcomePage::tr("&Cancel"), row);
    cancel->setObjectName(QStringLiteral("cancelSandbox"));
    cancel->setAccessibleName(WelcomePage::tr("Cancel the start of the sandbox"));
    QObject::connect(cancel, &QPushButton::clicked, page, &WelcomePage::startCancelled);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addWidget(wordsLabel(QStringLiteral("sandboxProgressText"),
        WelcomePage::tr("Starting the sandbox: it makes a certificate authority of its own…"),
        row));
    layout->addWidget(bar, 1);
    layout->addWidget(cancel);
    row->hide();
    return row;
}

/// The column in the middle of the page, to scroll where the window is small.
QWidget* centred(QWidget* column, QWidget* page)
{
    auto* middle = new QWidget;
    auto* row = new QHBoxLayout(middle);
    row->setContentsMargins(0, 0, 0, 0);
    row->addStretch(1);
    row->addWidget(column, columnShare);
    row->addStretch(1);
    auto* scroll = new QScrollArea(page);
    scroll->setObjectName(QStringLiteral("welcomeScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(middle);
    scroll->setFocusPolicy(Qt::NoFocus);
    return scroll;
}

} // namespace

WelcomePage::WelcomePage(QWidget* parent)
    : QWidget(parent)
    , m_messages(new MessageBar(this))
    , m_progress(nullptr)
{
    setObjectName(QStringLiteral("welcome"));
    auto* column = new QWidget;
    column->setMaximumWidth(columnWidth);
    auto* picture = new IconLabel(welcomePictureSize, column);
    picture->setIcon(icon(QStringLiteral("gatehouse")));
    auto* title = wordsLabel(QStringLiteral("welcomeTitle"), tr("Welcome to Gatehouse"), column);
    styleHeading(title, 1);
    auto* text = wordsLabel(QStringLiteral("welcomeText"),
        tr("Gatehouse enrolls, finds and manages certificates issued by Sectigo Certificate "
           "Manager. How do you want to begin?"),
        column);
    styleSecondary(text);

    const auto choice = [&](const char* name, const char* iconName, const QString& label,
                            const QString& detail, void (WelcomePage::*wanted)()) {
        auto* button = new ChoiceButton(QString::fromLatin1(iconName), label, detail, column);
        button->setObjectName(QString::fromLatin1(name));
        connect(button, &QAbstractButton::clicked, this, wanted);
        m_choices.append(button);
    };
    choice("trySandbox", "sandbox", tr("&Try it with the built-in sandbox"),
        tr("A stand-in for Sectigo on this computer that issues real certificates. No account, no "
           "cost, nothing leaves this computer."),
        &WelcomePage::sandboxWanted);
    choice("addFirst", "add", tr("&Add a certificate authority"),
        tr("Enter your Sectigo account: URL, customer, authentication and trust."),
        &WelcomePage::addWanted);
    choice("importFirst", "import", tr("&Import from a CA Gateway configuration"),
        tr("Take connectors over from application.yml or from a file that Gatehouse exported. "
           "You see what will be taken over first."),
        &WelcomePage::importWanted);
    m_progress = progressRow(this, column);

    auto* lines = new QVBoxLayout(column);
    lines->setContentsMargins(pageMargin, pageMargin, pageMargin, pageMargin);
    lines->setSpacing(gap + smallGap);
    lines->addStretch(1);
    lines->addWidget(picture);
    lines->addWidget(title);
    lines->addWidget(text);
    lines->addSpacing(gap);
    lines->addWidget(m_messages);
    for (QAbstractButton* button : std::as_const(m_choices))
        lines->addWidget(button);
    lines->addWidget(m_progress);
    lines->addStretch(2);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(centred(column, this));
}

void WelcomePage::setStarting(bool isStarting)
{
    const QString reason = isStarting ? tr("The sandbox is being started.") : QString();
    for (QAbstractButton* button : std::as_const(m_choices)) {
        const QString detail = button->accessibleDescription();
        setAvailable(button, reason);
        button->setAccessibleDescription(detail);
    }
    m_progress->setVisible(isStarting);
    if (isStarting) {
        m_messages->clear();
        m_progress->findChild<QPushButton*>(QStringLiteral("cancelSandbox"))->setFocus();
    }
}

void WelcomePage::focusFirst()
{
    m_choices.first()->setFocus();
}

} // namespace gatehouse::ui
