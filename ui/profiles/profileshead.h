// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace gatehouse::ui {

/// The head of the Profiles page: its title, what is known, and the synchronisation.
class ProfilesHead final : public QWidget {
    Q_OBJECT

public:
    explicit ProfilesHead(QWidget* parent = nullptr);

    void setSummary(const QString& text);
    void setRunning(bool running);
    /// An empty reason lets it be pressed.
    void setWhyNot(const QString& reason);

Q_SIGNALS:
    void synchroniseWanted();
    void cancelWanted();

private:
    QLabel* m_summary;
    QPushButton* m_cancel;
    QPushButton* m_synchronise;
    QProgressBar* m_progress;
};

} // namespace gatehouse::ui
