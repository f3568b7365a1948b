// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/opensslpointers.h>

#include <QByteArrayView>

#include <openssl/crypto.h>

#include <array>
#include <initializer_list>
#include <optional>

namespace gatehouse::keystore {

/// SHA-1 over parts, which is what JKS is made of. The algorithm is fetched once: with OpenSSL 3
/// that costs more than the hashing of a block.
class Sha1 {
public:
    static constexpr qsizetype size = 20;
    using Digest = std::array<unsigned char, size>;

    Sha1()
        : m_algorithm(EVP_MD_fetch(nullptr, "SHA1", nullptr))
        , m_context(EVP_MD_CTX_new())
    {
    }

    /// No value where a policy of the system has switched SHA-1 off.
    std::optional<Digest> of(std::initializer_list<QByteArrayView> parts)
    {
        if (!m_algorithm || !m_context)
            return std::nullopt;
        Digest digest {};
        bool fine = EVP_DigestInit_ex2(m_context.get(), m_algorithm.get(), nullptr) == 1;
        for (const QByteArrayView part : parts) {
            const auto length = static_cast<std::size_t>(part.size());
            fine = fine && EVP_DigestUpdate(m_context.get(), part.data(), length) == 1;
        }
        fine = fine && EVP_DigestFinal_ex(m_context.get(), digest.data(), nullptr) == 1;
        return fine ? std::optional(digest) : std::nullopt;
    }

    /// Constant time.
    static bool same(const Digest& digest, QByteArrayView stored)
    {
        return stored.size() == size && CRYPTO_memcmp(digest.data(), stored.data(), size) == 0;
    }

private:
    pki::OpenSslPointer<EVP_MD, EVP_MD_free> m_algorithm;
    pki::OpenSslPointer<EVP_MD_CTX, EVP_MD_CTX_free> m_context;
};

} // namespace gatehouse::keystore
