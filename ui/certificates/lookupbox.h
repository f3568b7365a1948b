// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/lookup/term.h>

#include <QPlainTextEdit>

#include <optional>

class QLabel;
class QPushButton;
class QRadioButton;
class QVBoxLayout;

namespace gatehouse::ui {

/// Takes whatever is pasted: one line high, growing with what has several. Enter submits, Shift and
/// Enter break the line; a dropped file is a certificate to look up. What is longer than anything
/// that can be looked up is not taken: it would freeze the window.
class LookupEdit final : public QPlainTextEdit {
    Q_OBJECT

public:
    static constexpr qsizetype longestText = qsizetype(64) * 1024; ///< characters

    explicit LookupEdit(QWidget* parent = nullptr);

Q_SIGNALS:
    void tooLong(qsizetype characters);
    void submitted();
    void filesDropped(const QStringList& files);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool canInsertFromMimeData(const QMimeData* source) const override;
    void insertFromMimeData(const QMimeData* source) override;
    void changeEvent(QEvent* event) override;

private:
    void fitHeight();
};

/// The lookup box: says while typing how the input is understood, and offers the other readings.
/// It looks nothing up itself, and nothing typed leaves before Enter.
class LookupBox final : public QWidget {
    Q_OBJECT

public:
    explicit LookupBox(QWidget* parent = nullptr);

    QString text() const;
    void setText(const QString& text);
    /// The reading a person insists on; nullopt tries them all, most likely first.
    std::optional<lookup::Term> chosenReading() const;
    /// All readings of the text; empty when it cannot be understood.
    const QList<lookup::Term>& readings() const { return m_readings; }
    /// Looks up the certificate of the first of these files, and says so when there are others.
    void openFiles(const QStringList& files);
    void setRunning(bool isRunning);
    /// Empty: lookups are possible.
    void setWhyNot(const QString& reason);
    void focusInput();
    /// Presses "Look up".
    void submit();

Q_SIGNALS:
    void lookupWanted();
    void stopWanted();
    void othersLeftOut(const QString& taken); ///< several files came; this one is looked up

private:
    QWidget* makeButtons();
    void interpretText();
    void showReadings();
    void showProblem(const QString& text);
    void openFile(const QString& file);
    void chooseFile();
    void updateButtons();

    LookupEdit* m_edit;
    QPushButton* m_find = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_open = nullptr;
    QLabel* m_understood;
    QLabel* m_hint;
    QWidget* m_choices;
    QVBoxLayout* m_choicesLayout;
    QList<QRadioButton*> m_radios;
    QList<lookup::Term> m_readings;
    QString m_whyNot;
    bool m_isRunning = false;
};

} // namespace gatehouse::ui
