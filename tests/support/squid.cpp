// SPDX-License-Identifier: Apache-2.0
#include <tests/support/squid.h>

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QFile>
#include <QHostAddress>
#include <QNetworkProxy>
#include <QTcpServer>
#include <QTcpSocket>

namespace gatehouse::test {

namespace {

constexpr auto program = "/usr/sbin/squid";
const QByteArray realm = QByteArrayLiteral("gatehouse test");

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

} // namespace

Squid::Squid(Settings settings)
    : m_settings(std::move(settings))
{
}

Squid::~Squid()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(3000)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

bool Squid::start()
{
    // Another process may take the port between our looking for one and squid's opening it.
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (startOnce())
            return true;
    }
    return false;
}

bool Squid::startOnce()
{
    m_port = freePort();
    if (!m_folder.isValid() || !writeFiles())
        return false;
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    // The service name keeps the shared memory of several squids apart.
    const QString service = QStringLiteral("gatehouse") + QString::number(m_port);
    m_process.start(QString::fromLatin1(program),
        { QStringLiteral("-N"), QStringLiteral("-n"), service, QStringLiteral("-f"),
            path(QStringLiteral("squid.conf")) });
    return m_process.waitForStarted() && waitUntilListening();
}

bool Squid::waitUntilListening()
{
    QElapsedTimer time;
    time.start();
    while (m_process.state() != QProcess::NotRunning && time.elapsed() < 15000) {
        QTcpSocket socket;
        socket.setProxy(QNetworkProxy::NoProxy);
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
        if (socket.waitForConnected(200))
            return true;
        m_process.waitForFinished(50);
    }
    return false;
}

bool Squid::writeFiles()
{
    // When root starts it, squid becomes the user "proxy", who must be able to read and write here.
    if (!QFile::setPermissions(m_folder.path(),
            QFile::Permissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner
                | QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
                | QFile::WriteOther | QFile::ExeOther)))
        return false;
    QByteArray conf = "http_port 127.0.0.1:" + QByteArray::number(m_port) + "\n";
    conf += "cache_effective_user proxy\n"
            "visible_hostname localhost\n"
            "pid_filename none\n"
            "netdb_filename none\n"
            "coredump_dir none\n"
            "pinger_enable off\n"
            "cache deny all\n"
            "max_filedescriptors 1024\n"
            "shutdown_lifetime 0 seconds\n"
            "connect_timeout 3 seconds\n"
            "logfile_rotate 0\n";
    conf += "cache_log " + path(QStringLiteral("cache.log")).toLocal8Bit() + "\n";
    conf += "logformat plain %>Hs %rm %ru\n";
    conf += "access_log stdio:" + path(QStringLiteral("access.log")).toLocal8Bit() + " plain\n";
    for (const QString& host : std::as_const(m_settings.deniedHosts))
        conf += "acl denied dstdomain " + host.toLatin1() + "\n";
    if (!m_settings.deniedHosts.isEmpty())
        conf += "http_access deny denied\n";
    conf += loginLines();
    if (m_settings.login != Login::None && !write(QStringLiteral("passwords"), passwordEntry()))
        return false;
    return write(QStringLiteral("squid.conf"), conf);
}

QByteArray Squid::loginLines() const
{
    const QByteArray passwords = path(QStringLiteral("passwords")).toLocal8Bit();
    QByteArray lines;
    switch (m_settings.login) {
    case Login::None:
        return QByteArrayLiteral("http_access allow all\n");
    case Login::Basic:
        lines = "auth_param basic program /usr/lib/squid/basic_ncsa_auth " + passwords
            + "\nauth_param basic children 1\nauth_param basic realm " + realm + "\n";
        break;
    case Login::Digest:
        lines = "auth_param digest program /usr/lib/squid/digest_file_auth -c " + passwords
            + "\nauth_param digest children 1\nauth_param digest realm " + realm + "\n";
        break;
    }
    return lines + "acl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all\n";
}

QByteArray Squid::passwordEntry() const
{
    const QByteArray name = m_settings.userName.toUtf8();
    const QByteArray password = m_settings.password.utf8().toByteArray();
    if (m_settings.login == Login::Digest) {
        const QByteArray ha1 =
            QCryptographicHash::hash(name + ':' + realm + ':' + password, QCryptographicHash::Md5);
        return name + ':' + realm + ':' + ha1.toHex() + '\n';
    }
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"),
        { QStringLiteral("passwd"), QStringLiteral("-apr1"), QStringLiteral("-stdin") });
    openssl.write(password + '\n');
    openssl.closeWriteChannel();
    openssl.waitForFinished();
    return name + ':' + openssl.readAllStandardOutput().trimmed() + '\n';
}

bool Squid::write(const QString& name, const QByteArray& content)
{
    QFile file(path(name));
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate)
        && file.setPermissions(
            QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther)
        && file.write(content) == content.size();
}

QByteArray Squid::accessLog() const
{
    QFile file(path(QStringLiteral("access.log")));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray Squid::log() const
{
    QFile file(path(QStringLiteral("cache.log")));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace gatehouse::test
