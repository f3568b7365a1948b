// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/certificaterequest.h>

#include <QPlainTextEdit>

class QLabel;

namespace gatehouse::ui {

class InlineNote;

/// A text field that takes dropped files as such and refuses what is too large to be a request.
class RequestEdit final : public QPlainTextEdit {
    Q_OBJECT

public:
    using QPlainTextEdit::QPlainTextEdit;

Q_SIGNALS:
    void filesDropped(const QStringList& files);
    void tooLarge(qint64 size);

protected:
    bool canInsertFromMimeData(const QMimeData* source) const override;
    void insertFromMimeData(const QMimeData* source) override;
    void paintEvent(QPaintEvent* event) override;
};

/// A certificate request, pasted, dropped or opened, and what it asks for.
class CsrField final : public QWidget {
    Q_OBJECT

public:
    explicit CsrField(QWidget* parent = nullptr);

    /// The request, why it is none, or nothing while the field is empty.
    const std::optional<Result<pki::CertificateRequest>>& value() const { return m_value; }
    void setRequest(const pki::CertificateRequest& request);
    void openFiles(const QStringList& files);
    void clear();
    bool isEmpty() const;
    /// What the profile says about it; an empty text shows what the request itself says.
    void showPolicyError(const QString& text);

Q_SIGNALS:
    void changed();

private:
    QWidget* makeFacts();
    void chooseFile();
    void parseText();
    void parse(const QByteArray& bytes);
    void refuse(const QString& message);
    void showFacts();

    RequestEdit* m_edit;
    QWidget* m_facts = nullptr;
    QLabel* m_subject = nullptr;
    QLabel* m_names = nullptr;
    QLabel* m_key = nullptr;
    InlineNote* m_signature = nullptr;
    InlineNote* m_note;
    std::optional<Result<pki::CertificateRequest>> m_value;
};

} // namespace gatehouse::ui
