// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/pkcs12target.h>
#include <core/secret.h>

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;

namespace gatehouse::ui {

class InlineNote;

/// Password, twice, and what will open the file.
class Pkcs12Field final : public QWidget {
    Q_OBJECT

public:
    explicit Pkcs12Field(QWidget* parent = nullptr);

    /// Empty while there is none, or the two differ.
    Secret password() const;
    pki::Pkcs12Target target() const;
    void setTarget(pki::Pkcs12Target target);
    /// What is missing, one sentence; empty when nothing is.
    QString problem() const;
    /// The passwords go; the target stays.
    void clearPassword();
    bool isEmpty() const;
    /// "Windows Server 2016 and older".
    static QString targetName(pki::Pkcs12Target target);

Q_SIGNALS:
    void changed();

private:
    void passwordEdited();
    void showStrength();
    void showTarget();

    QLineEdit* m_first;
    QLineEdit* m_second;
    InlineNote* m_strength;
    InlineNote* m_mismatch;
    QComboBox* m_target;
    QLabel* m_targetHint;
    InlineNote* m_targetNote;
};

} // namespace gatehouse::ui
