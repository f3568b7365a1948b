// SPDX-License-Identifier: Apache-2.0
#include <ui/theme.h>
#include <ui/widgets/iconlabel.h>
#include <ui/widgets/textlabel.h>
#include <ui/window/aboutdialog.h>

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QSysInfo>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int pictureSize = 48;

QLabel* line(const QString& name, const QString& text, QWidget* parent)
{
    auto* label = textLabel(name, parent);
    label->setText(text);
    label->setAccessibleName(text);
    return label;
}

} // namespace

AboutDialog::AboutDialog(QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("aboutDialog"));
    setWindowTitle(tr("About Gatehouse"));
    auto* picture = new IconLabel(pictureSize, this);
    picture->setIcon(icon(QStringLiteral("gatehouse")));
    auto* title = line(QStringLiteral("aboutTitle"),
        tr("Gatehouse %1").arg(QStringLiteral(GATEHOUSE_VERSION)), this);
    styleHeading(title, 1);
    auto* text = line(QStringLiteral("aboutText"),
        tr("Enrolls, finds and manages certificates issued by Sectigo Certificate Manager.\n\n"
           "Copyright the Gatehouse authors. Free software under the Apache License, version 2.0, "
           "without any warranty. Not affiliated with Sectigo or Entrust."),
        this);
    auto* versions = line(QStringLiteral("aboutVersions"),
        tr("Qt %1, %2").arg(QString::fromLatin1(qVersion()), QSysInfo::prettyProductName()), this);
    styleSecondary(versions);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* close = buttons->button(QDialogButtonBox::Close);
    close->setObjectName(QStringLiteral("closeAbout"));
    close->setAccessibleName(tr("Close"));
    close->setFocus();
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(pageMargin, pageMargin, pageMargin, pageMargin);
    layout->setSpacing(gap + smallGap);
    layout->addWidget(picture);
    layout->addWidget(title);
    layout->addWidget(text);
    layout->addWidget(versions);
    layout->addWidget(buttons);
}

} // namespace gatehouse::ui
