// SPDX-License-Identifier: Apache-2.0
#include <core/secrets/storeerror.h>
#include <core/secrets/words.h>

#include <algorithm>

namespace gatehouse::secrets {

namespace {

/// Shared, so that a task that waits for a key chain outlives the layered store it was asked of.
using Layers = std::vector<std::shared_ptr<SecretStore>>;

/// A key chain that is not there holds nothing: that is no reason to fail while another layer
/// answers.
/// Of the errors of several layers the one to tell: the first that is more than an absence.
void remember(std::optional<Error>& told, const Error& error)
{
    if (!told || (isAbsence(*told) && !isAbsence(error)))
        told = error;
}

Task<Result<std::optional<Secret>>> readLayers(Layers layers, SecretName name)
{
    std::optional<Error> told;
    bool answered = false;
    for (const std::shared_ptr<SecretStore>& layer : layers) {
        const Result<std::optional<Secret>> found = co_await layer->read(name);
        if (found && *found)
            co_return found;
        answered = answered || found.has_value();
        if (!found)
            remember(told, found.error());
    }
    if (told && !(answered && isAbsence(*told)))
        co_return failure(*told);
    co_return std::optional<Secret>();
}

Task<Result<void>> writeLayers(Layers layers, SecretName name, Secret value)
{
    std::optional<Error> told;
    for (const std::shared_ptr<SecretStore>& layer : layers) {
        if (!layer->isWritable()) {
            // What stands in a read-only layer in front would hide what is written behind it.
            const Result<void> absent = co_await layer->remove(name);
            if (!absent)
                co_return absent;
            continue;
        }
        const Result<void> written = co_await layer->write(name, value);
        if (written)
            co_return written;
        remember(told, written.error());
    }
    if (told)
        co_return failure(*told);
    co_return failure(storeError("read-only",
        Words::tr("There is nowhere to keep %1: use a key chain, or put the secret into the "
                  "credentials directory yourself.")
            .arg(displayName(name))));
}

Task<Result<void>> removeLayers(Layers layers, SecretName name)
{
    std::optional<Error> told;
    bool answered = false;
    for (const std::shared_ptr<SecretStore>& layer : layers) {
        const Result<void> removed = co_await layer->remove(name);
        answered = answered || removed.has_value();
        if (!removed)
            remember(told, removed.error());
    }
    if (told && !(answered && isAbsence(*told)))
        co_return failure(*told);
    co_return Result<void>();
}

Task<bool> isLockedInLayers(Layers layers, SecretName name)
{
    for (const std::shared_ptr<SecretStore>& layer : layers) {
        const bool locked = co_await layer->isLocked(name);
        if (locked)
            co_return true;
    }
    co_return false;
}

class LayeredStore final : public SecretStore {
public:
    explicit LayeredStore(Layers layers)
        : m_layers(std::move(layers))
    {
    }

    Task<Result<std::optional<Secret>>> read(SecretName name) override
    {
        return readLayers(m_layers, name);
    }
    Task<Result<void>> write(SecretName name, Secret value) override
    {
        return writeLayers(m_layers, name, value);
    }
    Task<Result<void>> remove(SecretName name) override { return removeLayers(m_layers, name); }
    Task<bool> isLocked(SecretName name) override { return isLockedInLayers(m_layers, name); }

    bool isPersistent() const override
    {
        const auto first = firstWritable();
        return first != m_layers.end() && (*first)->isPersistent();
    }

    bool isWritable() const override { return firstWritable() != m_layers.end(); }

    QString description() const override
    {
        QStringList parts;
        for (const std::shared_ptr<SecretStore>& layer : m_layers)
            parts.append(layer->description());
        return parts.join(QLatin1String(", "));
    }

private:
    Layers::const_iterator firstWritable() const
    {
        return std::ranges::find_if(
            m_layers, [](const auto& layer) { return layer->isWritable(); });
    }

    Layers m_layers;
};

} // namespace

std::unique_ptr<SecretStore> layeredStore(std::vector<std::unique_ptr<SecretStore>> stores)
{
    Layers layers;
    for (std::unique_ptr<SecretStore>& store : stores)
        layers.push_back(std::move(store));
    return std::make_unique<LayeredStore>(std::move(layers));
}

} // namespace gatehouse::secrets
