// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/delivery.h>
#include <core/workspace/workspace.h>
#include <ui/async.h>
#include <ui/page.h>

class QLabel;
class QProgressBar;
class QSplitter;
class QStackedWidget;

namespace gatehouse::ui {

class EmptyState;
class LookupBox;
class MatchDetails;
class MatchesModel;
class MessageBar;
class Pkcs12Panel;
class SessionPasswords;
class TableView;
class UiState;

/// Finds certificates by anything that is known of them, and shows and exports what was found.
class CertificatesPage final : public Page {
    Q_OBJECT

public:
    CertificatesPage(workspace::Workspace& workspace, UiState& state, QWidget* parent = nullptr);
    ~CertificatesPage() override;

    void showConnector(const QString& id) override;
    void goTo(const Destination& destination) override;
    void refresh() override;
    void focusFilter() override;
    void cancel() override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    using Answer = Result<lookup::LookupAnswer>;

    QWidget* makeResults();
    void find();
    void stopFinding();
    void finish(const Answer& answer);
    void showAnswer(const lookup::LookupAnswer& answer);
    void showNothing(const QString& title, const QString& text);
    void showError(const Error& error);
    void askForPasswords(const Error& refusal);
    void takePasswords(const QMap<QString, Secret>& passwords);
    void showRecord(int record);
    void fitResults();
    void setRunning(bool isRunning);
    void exportAs(workspace::CertificateFormat format);
    void exportPkcs12();
    void writePkcs12(const QString& path);
    QString welcomeText() const;

    workspace::Workspace& m_workspace;
    UiState& m_state;
    QString m_connector;
    Operation m_finding;
    bool m_isOneOfSeveral = false; ///< what was asked for can be understood in several ways
    Operation m_writing;
    MessageBar* m_message;
    SessionPasswords* m_passwords; ///< shown when there is nothing to sign in with
    LookupBox* m_box;
    QProgressBar* m_progress;
    QStackedWidget* m_stack;
    EmptyState* m_nothing;
    QLabel* m_summary = nullptr;
    QSplitter* m_splitter = nullptr;
    TableView* m_table = nullptr;
    MatchesModel* m_model;
    MatchDetails* m_details = nullptr;
    Pkcs12Panel* m_pkcs12 = nullptr;
};

} // namespace gatehouse::ui
