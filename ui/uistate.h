// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSettings>
#include <QString>

#include <memory>

namespace gatehouse::ui {

/// What the console remembers of its own looks: window size, columns, last page, appearance. Never
/// anything about a connector. One INI file beside the connectors.
class UiState final {
public:
    explicit UiState(const QString& file);

    QVariant value(const QString& key, const QVariant& otherwise = {}) const;
    void setValue(const QString& key, const QVariant& value);

private:
    std::unique_ptr<QSettings> m_settings;
};

} // namespace gatehouse::ui
