// SPDX-License-Identifier: Apache-2.0
#include <core/secrets/storeerror.h>
#include <core/secrets/words.h>

#include <QStringDecoder>

namespace gatehouse::secrets {

namespace {

/// Windows holds 2560 bytes in one entry.
constexpr qsizetype maximumLength = 2500;

class SessionStore final : public SecretStore {
public:
    Task<Result<std::optional<Secret>>> read(SecretName name) override
    {
        const auto found = m_secrets.constFind(entryKey(name));
        if (found == m_secrets.cend())
            co_return std::optional<Secret>();
        co_return std::optional<Secret>(*found);
    }

    Task<Result<void>> write(SecretName name, Secret value) override
    {
        const Result<void> valid = checkValue(name, value);
        if (valid)
            m_secrets.insert(entryKey(name), value);
        co_return valid;
    }

    Task<Result<void>> remove(SecretName name) override
    {
        m_secrets.remove(entryKey(name));
        co_return Result<void>();
    }

    bool isPersistent() const override { return false; }
    bool isWritable() const override { return true; }
    QString description() const override { return Words::tr("this session only"); }

private:
    QHash<QString, Secret> m_secrets;
};

} // namespace

Task<bool> SecretStore::isLocked(SecretName)
{
    co_return false;
}

Result<void> SecretStore::keepForSession(const SecretName& name, const Secret&)
{
    return failure(storeError("read-only",
        Words::tr("The %1 cannot be kept for this session: %2 does not take it.")
            .arg(displayName(name), description())));
}

SecretName orderKeyName()
{
    return { QUuid(), QString(), QStringLiteral("order-key") };
}

QString entryKey(const SecretName& name)
{
    return name.connector.toString(QUuid::WithoutBraces) + u'/' + name.property;
}

QString displayName(const SecretName& name)
{
    if (name.connectorId.isEmpty())
        return name.property;
    return Words::tr("%1 of %2").arg(name.property, name.connectorId);
}

Error storeError(const char* cause, QString message, const QString& detail)
{
    Error error = Error::of(ErrorKind::SecretStore, std::move(message), detail);
    error.cause = QLatin1String("secrets/") + QLatin1String(cause);
    return error;
}

Result<void> checkValue(const SecretName& name, const Secret& value)
{
    if (value.size() > maximumLength) {
        return failure(storeError("too-long",
            Words::tr("The secret %1 is longer than %2 bytes, which not every key chain can hold: "
                      "use a shorter one.")
                .arg(displayName(name), QString::number(maximumLength))));
    }
    // Key chains hold texts that end at the first zero byte: anything else would come back changed.
    QStringDecoder decoder(QStringDecoder::Utf8);
    QString text = decoder(value.utf8());
    const bool isText = !decoder.hasError() && !text.contains(QChar(u'\0'));
    wipe(text);
    if (!isText) {
        return failure(storeError("not-text",
            Words::tr("The secret %1 contains characters that a key chain cannot hold: choose "
                      "another one.")
                .arg(displayName(name))));
    }
    return {};
}

std::unique_ptr<SecretStore> sessionStore()
{
    return std::make_unique<SessionStore>();
}

bool isAbsence(const Error& error)
{
    return error.cause == QLatin1String("secrets/unavailable");
}

} // namespace gatehouse::secrets
