// SPDX-License-Identifier: Apache-2.0
#include <tests/support/keyring.h>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>

namespace gatehouse::testsupport {

namespace {

constexpr int patience = 60000;

QStringList inSession(
    const QStringList& options, const QString& script, const QProcessEnvironment& variables)
{
    QProcess process;
    process.setProcessEnvironment(variables);
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QStringLiteral("dbus-run-session"),
        options
            + QStringList { QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"),
                script, QCoreApplication::applicationFilePath() });
    if (!process.waitForFinished(patience)) {
        process.kill();
        process.waitForFinished();
        return { QStringLiteral("no end") };
    }
    return QString::fromUtf8(process.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
}

} // namespace

KeyRing::KeyRing(const QString& home)
    : m_home(home)
    , m_isReady(QDir(home).mkdir(
          QStringLiteral("run"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
{
}

QProcessEnvironment KeyRing::environment() const
{
    QProcessEnvironment result;
    for (const char* kept : { "PATH", "LD_LIBRARY_PATH", "LC_ALL", "QT_QPA_PLATFORM",
             "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS" }) {
        if (qEnvironmentVariableIsSet(kept))
            result.insert(QString::fromLatin1(kept), qEnvironmentVariable(kept));
    }
    const QDir home(m_home);
    result.insert(QStringLiteral("HOME"), m_home);
    result.insert(QStringLiteral("XDG_DATA_HOME"), home.filePath(QStringLiteral("data")));
    result.insert(QStringLiteral("XDG_CACHE_HOME"), home.filePath(QStringLiteral("cache")));
    result.insert(QStringLiteral("XDG_CONFIG_HOME"), home.filePath(QStringLiteral("config")));
    result.insert(QStringLiteral("XDG_RUNTIME_DIR"), home.filePath(QStringLiteral("run")));
    return result;
}

QStringList KeyRing::run(
    const QString& script, const QProcessEnvironment& variables, State state) const
{
    // The key ring reads its password to the end of its input, and is stopped by its own number.
    const QString frame =
        QStringLiteral("printf 'ring password' | gnome-keyring-daemon --foreground %1 "
                       "--components=secrets >/dev/null 2>&1 &\n"
                       "ring=$!\n"
                       "for i in $(seq 100); do dbus-send --session --print-reply "
                       "--dest=org.freedesktop.DBus / "
                       "org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | "
                       "grep -q true && break; sleep 0.1; done\n"
                       "%2\n"
                       "kill $ring\n"
                       "wait $ring 2>/dev/null\n");
    return inSession({},
        frame.arg(state == State::Unlocked ? QStringLiteral("--unlock") : QString(), script),
        variables);
}

QString KeyRing::bareBus() const
{
    QFile file(QDir(m_home).filePath(QStringLiteral("bus.conf")));
    if (!file.open(QIODevice::WriteOnly))
        return {};
    file.write("<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
               "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">"
               "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>"
               "<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
               "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>");
    return file.fileName();
}

QStringList KeyRing::runAlone(const QString& script, const QProcessEnvironment& variables) const
{
    return inSession({ QStringLiteral("--config-file=%1").arg(bareBus()) }, script, variables);
}

} // namespace gatehouse::testsupport
