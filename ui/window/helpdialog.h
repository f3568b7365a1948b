// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/page.h>

#include <QDialog>

namespace gatehouse::ui {

/// What each page is for, and every shortcut. Not modal: it may stay beside the window.
class HelpDialog final : public QDialog {
    Q_OBJECT

public:
    HelpDialog(const QList<PageId>& pages, const QList<std::pair<QString, QString>>& shortcuts,
        QWidget* parent);
};

} // namespace gatehouse::ui
