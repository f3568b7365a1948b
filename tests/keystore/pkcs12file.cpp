// SPDX-License-Identifier: Apache-2.0
#include "pkcs12file.h"

#include <openssl/pkcs12.h>

namespace pkcs12file {

namespace {

constexpr int rounds = 1000;

void addBag(STACK_OF(PKCS7) * *safes, STACK_OF(PKCS12_SAFEBAG) * bags, PKCS12_SAFEBAG* bag,
    const QString& password)
{
    PKCS12_add_friendlyname_utf8(bag, "alice", -1);
    PKCS12_add_safe(safes, bags, password.isNull() ? -1 : NID_aes_256_cbc, rounds,
        password.toUtf8().constData());
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

} // namespace

QByteArray write(const Passwords& passwords)
{
    const Material::Identity& alice = Material::get().alice;
    STACK_OF(PKCS7)* safes = nullptr;
    STACK_OF(PKCS12_SAFEBAG)* bags = nullptr;
    PKCS12_SAFEBAG* bag = PKCS12_add_key(
        &bags, alice.key.openSsl(), 0, rounds, NID_aes_256_cbc, passwords.key.toUtf8().constData());
    addBag(&safes, bags, bag, {});
    bags = nullptr;
    bag = PKCS12_add_cert(&bags, alice.certificate.openSsl());
    addBag(&safes, bags, bag, passwords.certificates);

    PKCS12* file = PKCS12_add_safes(safes, 0);
    sk_PKCS7_pop_free(safes, PKCS7_free);
    if (!passwords.mac.isNull())
        PKCS12_set_mac(
            file, passwords.mac.toUtf8().constData(), -1, nullptr, 0, rounds, EVP_sha256());
    unsigned char* der = nullptr;
    const int size = i2d_PKCS12(file, &der);
    PKCS12_free(file);
    const QByteArray bytes(reinterpret_cast<const char*>(der), size);
    OPENSSL_free(der);
    return bytes;
}

} // namespace pkcs12file
