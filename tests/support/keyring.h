// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcessEnvironment>
#include <QStringList>

namespace gatehouse::testsupport {

/// A message bus and a GNOME key ring of the test's own, in a home folder of its own.
class KeyRing {
public:
    explicit KeyRing(const QString& home);

    bool isReady() const { return m_isReady; } ///< whether the home folder could be prepared
    /// The least that a program needs, with that home folder.
    QProcessEnvironment environment() const;

    enum class State { Unlocked, Locked };
    /// Standard output, by line, of a shell script that runs in a session of its own with a key
    /// ring; "$0" is this program.
    QStringList run(const QString& script, const QProcessEnvironment& variables,
        State state = State::Unlocked) const;
    /// The same on a bus without a key ring, or anything that could start one.
    QStringList runAlone(const QString& script, const QProcessEnvironment& variables) const;
    /// Writes the configuration of such a bus and gives the file's name.
    QString bareBus() const;

private:
    QString m_home;
    bool m_isReady;
};

} // namespace gatehouse::testsupport
