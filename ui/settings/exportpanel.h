// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/settings/connectorsettings.h>

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QRadioButton;

namespace gatehouse::ui {

class MessageBar;
class UiState;

/// A connector as it would be exported, to read before it is saved or copied. It never holds a
/// secret.
class ExportPanel final : public QWidget {
    Q_OBJECT

public:
    ExportPanel(UiState& state, QWidget* parent);

    /// `name` is what it is called.
    void open(const settings::ConnectorSettings& settings, const QString& name);
    /// Writes what is shown.
    bool writeTo(const QString& path);

Q_SIGNALS:
    void closed();

private:
    void build();
    void preview();
    void save();
    QByteArray bytes() const;

    UiState& m_state;
    settings::ConnectorSettings m_settings;
    QLabel* m_title;
    MessageBar* m_message;
    QRadioButton* m_json;
    QRadioButton* m_yaml;
    QPlainTextEdit* m_text;
};

} // namespace gatehouse::ui
