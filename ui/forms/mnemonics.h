// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSet>
#include <QString>

namespace gatehouse::ui {

/// Gives each label of a form a letter of its own for Alt, as long as there are any: the first
/// letter of a word, else any letter. Works on translated labels, which nobody has to mark.
class Mnemonics {
public:
    /// Letters that the page's buttons use already.
    explicit Mnemonics(const QString& taken = {});
    QString mark(const QString& label);

private:
    QSet<QChar> m_taken;
};

} // namespace gatehouse::ui
