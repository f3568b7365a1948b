// SPDX-License-Identifier: Apache-2.0
#include <core/pki/passwordstrength.h>

#include <QString>

#include <algorithm>
#include <array>
#include <cmath>

namespace gatehouse::pki {

namespace {

constexpr double fairBits = 45;
constexpr double strongBits = 70;

// What is tried first against key stores, besides the alphabet.
constexpr std::array wellKnown { "password", "passwort", "passw0rd", "changeit", "changeme",
    "secret", "geheim", "qwertz", "qwerty", "letmein", "welcome", "admin", "keystore", "sectigo",
    "gatehouse", "certificate", "pkcs12", "summer", "winter", "company" };

/// How many different characters an attacker has to reckon with.
int alphabet(const QString& text)
{
    constexpr int letters = 26;
    constexpr int digits = 10;
    constexpr int signs = 33;
    constexpr int others = 100;
    const auto has = [&text](auto&& isKind) { return std::ranges::any_of(text, isKind); };
    const auto isAscii = [](QChar c) { return c < QChar(0x80); };
    int size = 0;
    if (has([&](QChar c) { return isAscii(c) && c.isLower(); }))
        size += letters;
    if (has([&](QChar c) { return isAscii(c) && c.isUpper(); }))
        size += letters;
    if (has([&](QChar c) { return isAscii(c) && c.isDigit(); }))
        size += digits;
    if (has([&](QChar c) { return isAscii(c) && !c.isLetterOrNumber(); }))
        size += signs;
    if (has([&](QChar c) { return !isAscii(c); }))
        size += others;
    return size;
}

/// Characters that could not be guessed from the two before: not a repetition, not the next of a
/// run.
int surprises(const QString& text)
{
    int count = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const int step = i == 0 ? 0 : text[i].unicode() - text[i - 1].unicode();
        const bool isRepeated = i > 0 && step == 0;
        const bool isRun =
            i > 1 && std::abs(step) == 1 && step == text[i - 1].unicode() - text[i - 2].unicode();
        const bool isCycle = i > 3 && text[i] == text[i - 2] && text[i - 1] == text[i - 3];
        if (!isRepeated && !isRun && !isCycle)
            ++count;
    }
    return count;
}

/// The text with each well-known word as one character.
QString withoutWords(QString text)
{
    QString folded = text.toLower();
    for (const char* word : wellKnown) {
        const QLatin1String known(word);
        for (qsizetype at = folded.indexOf(known); at >= 0; at = folded.indexOf(known)) {
            folded.remove(at + 1, known.size() - 1);
            text.remove(at + 1, known.size() - 1);
            folded[at] = QChar(u'\x01'); // not found again
        }
    }
    wipe(folded);
    return text;
}

} // namespace

PasswordStrength passwordStrength(const Secret& password)
{
    if (password.isEmpty())
        return PasswordStrength::None;
    QString whole = QString::fromUtf8(password.utf8());
    QString text = withoutWords(whole);
    const int size = alphabet(whole);
    const double bits = size > 1 ? surprises(text) * std::log2(size) : 0;
    wipe(text);
    wipe(whole);
    if (bits >= strongBits)
        return PasswordStrength::Strong;
    return bits >= fairBits ? PasswordStrength::Fair : PasswordStrength::Weak;
}

} // namespace gatehouse::pki
