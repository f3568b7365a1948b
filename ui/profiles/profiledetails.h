// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/profiles/profile.h>

#include <QWidget>

#include <optional>

class QLabel;
class QPlainTextEdit;
class QScrollArea;
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
    QWidget* jsonPage();
    QWidget* valuesOf(const profiles::ListedProfile& profile);

    std::optional<profiles::ListedProfile> m_shown;
    QLabel* m_title;
    MessageBar* m_problem;
    QTabWidget* m_tabs;
    QScrollArea* m_values;
    QPlainTextEdit* m_json;
};

} // namespace gatehouse::ui
