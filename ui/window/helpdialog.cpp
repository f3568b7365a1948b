// SPDX-License-Identifier: Apache-2.0
#include <ui/theme.h>
#include <ui/window/helpdialog.h>
#include <ui/window/pagebar.h>

#include <QDialogButtonBox>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr QSize preferredSize(620, 620);

QString row(const QString& left, const QString& right)
{
    return QStringLiteral("<tr><td style='padding:3px 18px 3px 0'><b>%1</b></td>"
                          "<td style='padding:3px 0'>%2</td></tr>")
        .arg(left.toHtmlEscaped(), right.toHtmlEscaped());
}

} // namespace

HelpDialog::HelpDialog(const QList<PageId>& pages,
    const QList<std::pair<QString, QString>>& shortcuts, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("helpDialog"));
    setWindowTitle(tr("Gatehouse: pages and keys"));
    QString html = QStringLiteral("<h3>%1</h3><table>").arg(tr("Pages").toHtmlEscaped());
    for (const PageId page : pages)
        html += row(pageTitle(page), pagePurpose(page));
    html += QStringLiteral("</table><h3>%1</h3><table>").arg(tr("Keys").toHtmlEscaped());
    for (const auto& [keys, about] : shortcuts)
        html += row(keys, about);
    html += row(tr("Esc", "key"), tr("Stop what the page is doing"));
    html += row(tr("Return", "key"), tr("In a field of one line: what the page is for"));
    html += row(tr("Ctrl+Return", "key"), tr("The same from anywhere on the page"));
    html += row(tr("Menu key, Shift+F10"), tr("What can be done with the chosen row"));
    html += QStringLiteral("</table>");

    auto* text = new QTextBrowser(this);
    text->setObjectName(QStringLiteral("helpText"));
    text->setAccessibleName(windowTitle());
    text->setFrameShape(QFrame::NoFrame);
    text->setHtml(html);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* close = buttons->button(QDialogButtonBox::Close);
    close->setObjectName(QStringLiteral("closeHelp"));
    close->setAccessibleName(tr("Close the help"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(text);
    layout->addWidget(buttons);
    resize(preferredSize);
}

} // namespace gatehouse::ui
