// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/profiles/profile.h>

#include <QWidget>

class QFormLayout;
class QLabel;
class QPlainTextEdit;
class QTabWidget;

namespace gatehouse::ui {

class MessageBar;

/// What a profile comes to: each value with where it is from, and the gateway's JSON for it.
class ProfileDetails final : public QWidget {
    Q_OBJECT

public:
    explicit ProfileDetails(QWidget* parent = nullptr);

    /// `json` is the profile's part of the ProfilesResponse.
    void setProfile(const profiles::ListedProfile& profile, const QByteArray& json);
    void clear();

private:
    QWidget* effectivePage();
    QWidget* jsonPage();
    void addRow(const QString& label, const QString& text, const QString& source);

    QLabel* m_title;
    MessageBar* m_problem;
    QTabWidget* m_tabs;
    QLabel* m_rule;
    QFormLayout* m_values;
    QPlainTextEdit* m_json;
};

} // namespace gatehouse::ui
