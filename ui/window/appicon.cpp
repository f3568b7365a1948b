// SPDX-License-Identifier: Apache-2.0
#include <ui/window/appicon.h>

#include <QPainter>
#include <QSvgRenderer>

namespace gatehouse::ui {

QIcon applicationIcon()
{
    // Drawn by us: the icon engine for SVG files is a plugin that need not be installed.
    QSvgRenderer renderer(QStringLiteral(":/gatehouse.svg"));
    QIcon icon;
    for (const int size : { 16, 32, 48, 64, 128 }) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        renderer.render(&painter);
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace gatehouse::ui
