// SPDX-License-Identifier: Apache-2.0
#include <ui/uistate.h>

namespace gatehouse::ui {

UiState::UiState(const QString& file)
    : m_settings(std::make_unique<QSettings>(file, QSettings::IniFormat))
{
}

QVariant UiState::value(const QString& key, const QVariant& otherwise) const
{
    return m_settings->value(key, otherwise);
}

void UiState::setValue(const QString& key, const QVariant& value)
{
    m_settings->setValue(key, value);
}

} // namespace gatehouse::ui
