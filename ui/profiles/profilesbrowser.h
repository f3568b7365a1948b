// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/profiles/profile.h>
#include <core/scm/types.h>
#include <ui/async.h>

#include <QWidget>

#include <optional>

class QAction;
class QLineEdit;
class QStackedWidget;
class QToolButton;

namespace gatehouse::ui {

class ComparisonView;
class ProfileDetails;
class ProfilesModel;
struct ProfilesContents;
class TableView;
class UiState;

/// The table of profiles with its filter, what can be done with the chosen one, its details, and
/// two of them side by side.
class ProfilesBrowser final : public QWidget {
    Q_OBJECT

public:
    ProfilesBrowser(UiState& state, QWidget* parent = nullptr);

    /// `synced` is nullopt while Sectigo's are not known. Many are listed by a thread, and shown
    /// when that is done.
    void setProfiles(const QList<settings::LocalProfile>& local,
        const std::optional<QList<scm::CertificateType>>& synced);
    /// Only looking is allowed.
    void setReadOnly(bool isReadOnly);
    /// What stands in an empty table.
    void setEmptyText(const QString& text);
    /// As soon as they are listed.
    void choose(const QString& profileId);
    void focusFilter();
    /// Closes what Esc closes: a comparison, else a filter.
    void dismiss();

Q_SIGNALS:
    void enrollWanted(const QString& profileId);
    void addWanted();
    void editWanted(int localIndex);
    void removeWanted(int localIndex);

private:
    void makeActions();
    void layOut();
    QToolButton* toolButton(QAction* action);
    void take(ProfilesContents contents);
    void showCurrent();
    void showEmptyText();
    void updateActions();
    QString whyNotLocal() const;
    void compare();
    void copyAll();
    const profiles::ListedProfile* current() const;

    QList<settings::LocalProfile> m_local;
    std::optional<QList<scm::CertificateType>> m_synced;
    bool m_isReadOnly = false;
    QString m_emptyText; ///< where there is no profile at all
    Operation m_listing;
    Operation m_copying;
    QString m_wanted; ///< to be chosen when it is listed
    ProfilesModel* m_model;
    QLineEdit* m_filter;
    TableView* m_table;
    QStackedWidget* m_pane;
    ProfileDetails* m_details;
    ComparisonView* m_comparison;
    QAction* m_enroll = nullptr;
    QAction* m_add = nullptr;
    QAction* m_edit = nullptr;
    QAction* m_remove = nullptr;
    QAction* m_compare = nullptr;
    QAction* m_copyAll = nullptr;
};

} // namespace gatehouse::ui
