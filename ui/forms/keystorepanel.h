// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/clock.h>
#include <core/task.h>
#include <ui/forms/storelook.h>

#include <QTimer>
#include <QWidget>

#include <functional>

class QLabel;

namespace gatehouse::ui {

class IconLabel;
class StoreEntryModel;
class TableView;

/// Reads a secret that is kept, by property key.
using SecretReader = std::function<Task<Result<std::optional<Secret>>>(QString key)>;

/// Shows what the named key or trust store holds, and how far the password opens it, a moment after
/// anything about it has changed. Files are read and keys derived on another thread; the window
/// never waits.
class KeyStorePanel final : public QWidget {
    Q_OBJECT

public:
    KeyStorePanel(StorePurpose purpose, QWidget* parent);

    void setClock(std::shared_ptr<const Clock> clock) { m_clock = std::move(clock); }
    /// Where the password comes from when it is a kept one; asked when the store is opened.
    void setKeptPassword(const SecretReader& reader, const QString& key);

    /// What to look into; `usesKept`: with the password that is kept.
    void setQuestion(const StoreQuestion& question, bool usesKept);
    /// Looks again: the file may be another one now.
    void lookAgain();
    const StoreLook& look() const { return m_look; }

Q_SIGNALS:
    void looked(); ///< `look` is another one
    /// A key was chosen in the table, or is the only one and no alias is given.
    void aliasChosen(const QString& alias);

private:
    void build();
    void start();
    void lookWith(const StoreQuestion& question);
    void show(const StoreLook& look);
    void showLines();
    void showTable();
    void selectAlias();
    void choose(int record);

    StorePurpose m_purpose;
    std::shared_ptr<const Clock> m_clock;
    SecretReader m_reader;
    QString m_secretKey;
    StoreQuestion m_question;
    bool m_usesKept = false;
    StoreLook m_look;
    quint64 m_round = 0; ///< only the answer to the latest question counts
    QTimer m_delay;

    IconLabel* m_icon;
    QLabel* m_text;
    QWidget* m_keyLine = nullptr;
    IconLabel* m_keyIcon;
    QLabel* m_keyText;
    TableView* m_table;
    StoreEntryModel* m_model;
};

} // namespace gatehouse::ui
