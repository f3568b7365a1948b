// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

namespace gatehouse::pki {

/// unique_ptr with an OpenSSL free function as its deleter: OpenSslPointer<X509, X509_free>.
template <auto Free> struct OpenSslDeleter {
    template <class T> void operator()(T* object) const { Free(object); }
};
template <class T, auto Free> using OpenSslPointer = std::unique_ptr<T, OpenSslDeleter<Free>>;

using X509Pointer = OpenSslPointer<X509, X509_free>;
using X509ReqPointer = OpenSslPointer<X509_REQ, X509_REQ_free>;
using EvpPkeyPointer = OpenSslPointer<EVP_PKEY, EVP_PKEY_free>;
using BioPointer = OpenSslPointer<BIO, BIO_free_all>;

} // namespace gatehouse::pki
