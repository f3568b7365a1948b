// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secret.h>

#include <QFrame>
#include <QMap>
#include <QStringList>

class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace gatehouse::ui {

/// Asks for the passwords of a certificate authority that are kept nowhere, for as long as the
/// program runs: for whoever cannot save any.
class SessionPasswords final : public QFrame {
    Q_OBJECT

public:
    explicit SessionPasswords(QWidget* parent);

    /// `keys` are property keys: "login-password".
    void ask(const QString& authority, const QStringList& keys);
    void dismiss(); ///< also forgets what was typed

Q_SIGNALS:
    /// By property key; what was left empty is not among them.
    void given(const QMap<QString, gatehouse::Secret>& passwords);

private:
    void clearFields();
    void update();
    void give();

    QLabel* m_text;
    QFormLayout* m_form;
    QPushButton* m_use;
    QMap<QString, QLineEdit*> m_lines;
};

} // namespace gatehouse::ui
