// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/keystore/keystore.h>

#include <optional>

// What a person is shown of a key or trust store. No widgets; runs on any thread.
namespace gatehouse::ui {

enum class StorePurpose { ClientKey, Trust };

/// What is known of a store: values only.
struct StoreQuestion {
    StorePurpose purpose = StorePurpose::ClientKey;
    QString path;
    QString type; ///< as configured; empty: from the content
    QString alias;
    bool hasPassword = false; ///< one is typed or kept
    Secret password;
};

/// One line of the table.
struct StoreEntry {
    QString alias {};
    QString subject {};
    QString issuer {};
    QString keyType {};
    QDateTime notBefore {};
    QDateTime notAfter {};
    bool hasKey = false;
    bool isChoosable = false;
    QString subjectName {}; ///< in full, as RFC 4514 writes it
    QString issuerName {};
    bool operator==(const StoreEntry&) const = default;
};

/// How far a store opens. Each step is tried as soon as the one before it went well.
struct StoreLook {
    std::optional<keystore::StoreType> type; ///< by content; none when the file was not read
    bool isOpen = false;
    QList<StoreEntry> entries;
    bool opensKey = false; ///< the store's password opens the chosen key
    std::optional<Error> failure; ///< why it goes no further
    bool wantsPassword = false; ///< it goes no further because none is there yet
};

/// Reads the file, tells its type, opens it, then opens the chosen key, or lists what is trusted.
StoreLook lookInto(const StoreQuestion& question);

} // namespace gatehouse::ui
