// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/pkcs12.h>
#include <core/secret.h>

#include <QFrame>

class QPushButton;

namespace gatehouse::ui {

class Pkcs12Field;

/// Asks, in the page, for what a PKCS #12 file needs.
class Pkcs12Panel final : public QFrame {
    Q_OBJECT

public:
    explicit Pkcs12Panel(QWidget* parent = nullptr);

    void ask(); ///< shows itself, empty
    void dismiss(); ///< hides itself, and forgets the password
    Secret password() const;
    pki::Pkcs12Form form() const;

Q_SIGNALS:
    void saveWanted();

private:
    void updateSave();

    Pkcs12Field* m_field;
    QPushButton* m_save;
};

} // namespace gatehouse::ui
