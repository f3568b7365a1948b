// SPDX-License-Identifier: Apache-2.0
// What the form shows of files, and what comes to its fields from elsewhere than the keyboard.
#include <ui/forms/connectorform.h>
#include <ui/forms/formfield.h>
#include <ui/forms/modechoice.h>
#include <ui/forms/secreteditor.h>

namespace gatehouse::ui {

using settings::AuthenticationMode;

namespace {

struct StoreKeys {
    QString path;
    QString password;
    QString type;
};

StoreKeys keysOf(StorePurpose purpose)
{
    if (purpose == StorePurpose::Trust)
        return { QStringLiteral("ssl-trust-store"), QStringLiteral("ssl-trust-store-password"),
            QStringLiteral("ssl-truststore-type") };
    return { QStringLiteral("client-cert-key-store"),
        QStringLiteral("client-cert-key-store-password"),
        QStringLiteral("client-cert-key-store-type") };
}

} // namespace

void ConnectorForm::setSurroundings(
    const SecretReader& keptSecrets, const std::shared_ptr<const Clock>& clock)
{
    m_keyStore->setKeptPassword(keptSecrets, keysOf(StorePurpose::ClientKey).password);
    m_trustStore->setKeptPassword(keptSecrets, keysOf(StorePurpose::Trust).password);
    m_keyStore->setClock(clock);
    m_trustStore->setClock(clock);
}

StoreQuestion ConnectorForm::questionAbout(StorePurpose purpose) const
{
    const StoreKeys keys = keysOf(purpose);
    const SecretEditor* password = secretEditor(keys.password);
    StoreQuestion question;
    question.purpose = purpose;
    question.path = field(keys.path)->editor()->value().trimmed();
    question.type = field(keys.type)->editor()->value();
    if (purpose == StorePurpose::ClientKey)
        question.alias =
            field(QStringLiteral("client-cert-key-alias"))->editor()->value().trimmed();
    question.hasPassword = password->isTyped();
    question.password = password->typed();
    return question;
}

void ConnectorForm::updateStores()
{
    const bool usesKeyStore = m_mode->mode() == AuthenticationMode::KeyStore;
    m_keyStore->setQuestion(usesKeyStore ? questionAbout(StorePurpose::ClientKey) : StoreQuestion(),
        secretEditor(keysOf(StorePurpose::ClientKey).password)->isKept());
    m_trustStore->setQuestion(questionAbout(StorePurpose::Trust),
        secretEditor(keysOf(StorePurpose::Trust).password)->isKept());
}

void ConnectorForm::lookAgain()
{
    m_keyStore->lookAgain();
    m_trustStore->lookAgain();
}

/// A PEM bundle has no password. That it is one has to stand in the settings, or a password would
/// be asked for.
void ConnectorForm::trustStoreLooked()
{
    const StoreKeys keys = keysOf(StorePurpose::Trust);
    FormField* type = field(keys.type);
    const bool isPem = m_trustStore->look().type == keystore::StoreType::Pem;
    if (!isPem || !type->editor()->value().isEmpty() || secretEditor(keys.password)->isGiven())
        return;
    type->editor()->setValue(keystore::storeTypeName(keystore::StoreType::Pem));
    type->setNote(Tone::Info, tr("Read from the file. A PEM bundle needs no password."));
}

/// A property of the table has a field: its value moves there, and the way of logging in follows
/// where the field belongs to another one.
void ConnectorForm::takeFromTable(const QString& key, const QString& value)
{
    const settings::SettingDefinition& definition = *settings::findDefinition(key);
    for (const AuthenticationMode mode :
        { AuthenticationMode::Password, AuthenticationMode::KeyStore, AuthenticationMode::OAuth }) {
        if (!isShown(definition) && settings::belongsTo(definition, mode))
            m_mode->setMode(mode);
    }
    FormField* wanted = field(key);
    if (!value.isEmpty())
        wanted->editor()->setValue(value);
    wanted->setNote(Tone::Info,
        value.isEmpty() ? tr("This property has a field of its own: enter it here.")
                        : tr("This property has a field of its own: its value was moved here."));
    update();
    focusSetting(key);
}

} // namespace gatehouse::ui
