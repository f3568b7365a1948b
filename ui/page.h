// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/orders/order.h>
#include <core/pki/certificate.h>

#include <QWidget>

#include <functional>
#include <utility>

namespace gatehouse::ui {

/// The pages of a certificate authority, in the order of the work.
enum class PageId { Settings, Check, Profiles, Enroll, Certificates, Activity };

/// Where a page asks the window to go, with what the other page is to show.
struct Destination {
    PageId page = PageId::Settings;
    QString connectorId; ///< empty: the one that is shown
    QString settingKey; ///< Settings: the field to focus
    QString profileId; ///< Enroll, Profiles: the profile to choose
    orders::OrderId order; ///< Enroll: the order to show
    QString lookup; ///< Certificates: what to look up
    /// Settings: an empty form for a certificate authority that is not here yet. The page leads to
    /// it by `wantsToGo` once it is saved.
    bool addsConnector = false;
    /// Files chosen or dropped elsewhere. Settings: connectors to import, after a preview.
    /// Enroll: a request. Certificates: a certificate to look up.
    QStringList files;
};

/// A page of the main window. It shows one certificate authority at a time and owns nothing of it.
class Page : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// Shows this connector; an empty id shows nothing. Called again with the same id when the
    /// window comes back to the page.
    virtual void showConnector(const QString& id) = 0;
    /// Follows a destination that names this page; `showConnector` came before.
    virtual void goTo(const Destination&) { }
    /// Calls `proceed` when the page may be left: at once, or after a person has decided about
    /// unsaved changes (asked in the page, not in a modal dialog), or never.
    virtual void leave(std::function<void()> proceed)
    {
        const auto run = std::move(proceed);
        run();
    }
    virtual bool hasUnsavedChanges() const { return false; }
    virtual void refresh() { } ///< F5
    virtual void focusFilter() { } ///< Ctrl+F
    virtual void cancel() { } ///< Esc

Q_SIGNALS:
    /// Asks the window to show another page.
    void wantsToGo(const gatehouse::ui::Destination& destination);
};

} // namespace gatehouse::ui
