// SPDX-License-Identifier: Apache-2.0
#include <core/connector/connectorsecrets.h>
#include <core/pki/certificaterequest.h>
#include <tests/ui/enrollfixture.h>
#include <ui/widgets/inlinenote.h>

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QJsonArray>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

namespace gatehouse::testsupport {

EnrollFixture::EnrollFixture(const QString& issueAfter)
    : m_state(m_home.filePath(QStringLiteral("ui.ini")))
    , m_secrets(secrets::sessionStore())
{
    if (!m_sandbox.start({ QStringLiteral("--issue-after"), issueAfter }, m_problem))
        return;
    prepare();
    if (isReady())
        restart();
}

EnrollFixture::~EnrollFixture()
{
    m_page.reset();
    m_workspace.reset();
}

/// The connector as the sandbox wrote it, with a back-off that does not make a test wait.
void EnrollFixture::prepare()
{
    const QString path = m_sandbox.info()
                             .value(QStringLiteral("connectorFiles"))
                             .toObject()
                             .value(QStringLiteral("password"))
                             .toString();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        m_problem = file.errorString();
        return;
    }
    auto imported = settings::importConnectors(file.readAll());
    if (!imported) {
        m_problem = imported.error().message;
        return;
    }
    settings::ConnectorSettings settings = imported->first().settings;
    settings.properties.insert(QStringLiteral("enroll-back-off-timer"), QStringLiteral("1"));
    settings.properties.insert(QStringLiteral("enroll-max-back-off-timer"), QStringLiteral("1"));
    const auto keep = [&](const char* property, const char* credential) {
        const secrets::SecretName name =
            connector::secretName(settings, QString::fromLatin1(property));
        const Secret secret =
            Secret::fromString(m_sandbox.credential(QString::fromLatin1(credential)));
        QCoro::waitFor(m_secrets->write(name, secret));
    };
    keep("login-password", "sandbox.login-password");
    keep("ssl-trust-store-password", "ssl-trust-store-password");
    settings::LocalProfile slow;
    slow.id = QStringLiteral("slow-key");
    slow.name = QStringLiteral("A key that takes its time");
    slow.properties = { { QStringLiteral("cert_type"), QStringLiteral("60515") },
        { QStringLiteral("key_type"), QStringLiteral("{\"RSA\":[\"4096\"]}") } };
    settings.profiles.append(slow);
    const settings::SettingsStore store(QDir(m_home.filePath(QStringLiteral("config/connectors"))));
    if (auto saved = store.save(settings); !saved)
        m_problem = saved.error().message;
}

void EnrollFixture::restart(std::shared_ptr<secrets::SecretStore> secrets)
{
    m_page.reset();
    m_workspace.reset();
    workspace::Workspace::Parts parts;
    parts.home = { QDir(m_home.filePath(QStringLiteral("config"))),
        QDir(m_home.filePath(QStringLiteral("data"))) };
    parts.secrets = std::move(secrets);
    parts.clock = std::make_shared<SystemClock>();
    m_workspace = std::make_unique<workspace::Workspace>(std::move(parts));
    freshPage();
}

void EnrollFixture::freshPage()
{
    m_page = std::make_unique<ui::EnrollPage>(*m_workspace, m_state);
    m_page->resize(1100, 800);
    m_page->show();
    m_page->showConnector(QString::fromLatin1(connectorId));
}

bool EnrollFixture::isShown(const char* name) const
{
    const auto* widget = find<QWidget>(name);
    return widget != nullptr && widget->isVisible();
}

QString EnrollFixture::labelText(const char* name) const
{
    return find<QLabel>(name)->text();
}

QString EnrollFixture::noteText(const char* name) const
{
    return find<ui::InlineNote>(name)->text();
}

bool EnrollFixture::click(const char* name)
{
    auto* button = find<QPushButton>(name);
    const auto isReady = [button] { return button->isVisible() && button->isEnabled(); };
    if (button == nullptr || !QTest::qWaitFor(isReady, patience)) {
        qWarning("%s cannot be pressed: %s", name,
            button == nullptr ? "not there" : qPrintable(button->toolTip()));
        return false;
    }
    QTest::mouseClick(button, Qt::LeftButton);
    return true;
}

bool EnrollFixture::chooseProfile(const QString& profile)
{
    auto* combo = find<QComboBox>("profile");
    if (!QTest::qWaitFor([combo] { return combo->count() > 0; }, patience))
        return false;
    combo->setEditText(profile);
    return true;
}

void EnrollFixture::paste(const QByteArray& text)
{
    auto* edit = find<QPlainTextEdit>("csrText");
    QApplication::clipboard()->setText(QString::fromLatin1(text));
    edit->selectAll();
    edit->paste();
}

bool EnrollFixture::answerSaveDialog(const QString& path)
{
    const auto dialog = [this] { return find<QFileDialog>("saveDialog"); };
    if (!QTest::qWaitFor([dialog] { return dialog() != nullptr; }))
        return false;
    dialog()->selectFile(path);
    QMetaObject::invokeMethod(dialog(), "accept");
    return QTest::qWaitFor([dialog] { return dialog() == nullptr; });
}

bool EnrollFixture::waitFor(const char* name)
{
    return QTest::qWaitFor([this, name] { return isShown(name); }, patience);
}

bool EnrollFixture::orderCsr(const QString& profile, const QByteArray& csr)
{
    if (!chooseProfile(profile))
        return false;
    paste(csr);
    return click("reviewOrder") && waitFor("confirmPanel") && click("orderNow");
}

int EnrollFixture::enrollCalls()
{
    int count = 0;
    const QJsonArray calls = m_sandbox.control("GET", QStringLiteral("/requests")).array();
    for (const QJsonValue& call : calls) {
        const QString target = call.toObject().value(QStringLiteral("target")).toString();
        if (target.endsWith(QStringLiteral("/enroll")))
            ++count;
    }
    return count;
}

qint64 EnrollFixture::trackedSslId()
{
    const auto orders = m_workspace->tracker().orders();
    return orders.size() == 1 ? orders.first().order.sslId : 0;
}

QByteArray csrPem(const QString& subject, pki::KeyType type, const QStringList& names)
{
    const auto key = pki::PrivateKey::generate(type);
    const auto dn = pki::DistinguishedName::parse(subject);
    QList<pki::GeneralName> altNames;
    for (const QString& name : names)
        altNames.append(*pki::GeneralName::parse(name));
    const auto request = pki::CertificateRequest::create(*key, *dn, altNames);
    return request ? request->toPem() : QByteArray();
}

} // namespace gatehouse::testsupport
