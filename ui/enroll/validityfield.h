// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include <optional>

class QComboBox;

namespace gatehouse::ui {

class InlineNote;

/// For how many days: one of the profile's terms, the first unless another is chosen. What was
/// chosen stays chosen under another profile, marked where that does not allow it.
class ValidityField final : public QWidget {
    Q_OBJECT

public:
    explicit ValidityField(QWidget* parent = nullptr);

    void setTerms(const QList<int>& terms);
    std::optional<int> days() const { return m_days; } ///< none: the profile's first
    void setDays(std::optional<int> days);
    void showPolicyError(const QString& text);

Q_SIGNALS:
    void changed();

private:
    void fill();

    QComboBox* m_combo;
    InlineNote* m_note;
    QList<int> m_terms;
    std::optional<int> m_days;
};

} // namespace gatehouse::ui
