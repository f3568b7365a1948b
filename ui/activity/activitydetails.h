// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/activity/activityentry.h>
#include <ui/async.h>
#include <ui/page.h>

#include <QScrollArea>

class QLabel;
class QPushButton;

namespace gatehouse::ui {

class IconLabel;
class DetailsGrid;

/// The whole story of one order or check, with the way to what can be done about it.
class ActivityDetails final : public QScrollArea {
    Q_OBJECT

public:
    explicit ActivityDetails(workspace::Workspace& workspace, QWidget* parent = nullptr);

    /// Reads the order anew: the list holds summaries.
    void showEntry(const ActivityEntry& entry);
    void clear();

Q_SIGNALS:
    void wantsToGo(const gatehouse::ui::Destination& destination);

private:
    QWidget* makeHeader();
    void showOrder(const orders::Order& order, const QString& connector);
    void showCheck(const workspace::CheckRecord& check, const QString& connector);
    void showHeader(const Phrase& phrase, const QString& text);
    void showProblem(const Error& error);
    void offerSetting(const QString& connectorId, const QString& key);

    workspace::Workspace& m_workspace;
    const bool m_isReadOnly;
    Operation m_reading;
    IconLabel* m_icon = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_text = nullptr;
    QPushButton* m_certificate = nullptr;
    QPushButton* m_order = nullptr;
    QPushButton* m_setting = nullptr;
    QPushButton* m_check = nullptr;
    DetailsGrid* m_grid = nullptr;
    Destination m_certificatePlace;
    Destination m_orderPlace;
    Destination m_settingPlace;
    Destination m_checkPlace;
};

} // namespace gatehouse::ui
