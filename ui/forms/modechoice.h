// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/settings/connectorsettings.h>

#include <QWidget>

#include <optional>

class QButtonGroup;

namespace gatehouse::ui {

/// How the connector logs in: password, client key store, or OAuth. None while what is stored
/// contradicts itself and nobody has decided.
class ModeChoice final : public QWidget {
    Q_OBJECT

public:
    explicit ModeChoice(QWidget* parent);

    std::optional<settings::AuthenticationMode> mode() const;
    void setMode(std::optional<settings::AuthenticationMode> mode);
    void focusChoice();
    static QString title(settings::AuthenticationMode mode);

Q_SIGNALS:
    void changed(); ///< by a person

private:
    QButtonGroup* m_group;
};

} // namespace gatehouse::ui
