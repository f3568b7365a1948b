// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

namespace gatehouse::ui {

/// Version, licence, libraries; all of it can be copied.
class AboutDialog final : public QDialog {
    Q_OBJECT

public:
    explicit AboutDialog(QWidget* parent);
};

} // namespace gatehouse::ui
