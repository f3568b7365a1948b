// SPDX-License-Identifier: Apache-2.0
#include <ui/forms/mnemonics.h>

namespace gatehouse::ui {

Mnemonics::Mnemonics(const QString& taken)
{
    for (const QChar letter : taken)
        m_taken.insert(letter.toLower());
}

QString Mnemonics::mark(const QString& label)
{
    qsizetype chosen = -1;
    for (const bool onlyFirstLetters : { true, false }) {
        for (qsizetype at = 0; at < label.size() && chosen < 0; ++at) {
            const bool isFirst = at == 0 || !label.at(at - 1).isLetterOrNumber();
            const QChar letter = label.at(at).toLower();
            if (letter.isLetter() && (isFirst || !onlyFirstLetters) && !m_taken.contains(letter))
                chosen = at;
        }
    }
    QString marked = label;
    if (chosen >= 0) {
        m_taken.insert(label.at(chosen).toLower());
        marked = label.left(chosen).replace(u'&', QStringLiteral("&&")) + u'&' + label.at(chosen)
            + label.mid(chosen + 1).replace(u'&', QStringLiteral("&&"));
    } else {
        marked.replace(u'&', QStringLiteral("&&"));
    }
    return marked;
}

} // namespace gatehouse::ui
