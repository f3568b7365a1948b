// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/pkcs12target.h>
#include <core/secret.h>

namespace gatehouse::ui {

/// With what a PKCS #12 file is to be sealed once its certificate is there.
struct FileSeal {
    Secret password;
    pki::Pkcs12Target target = pki::Pkcs12Target::Modern;
};

} // namespace gatehouse::ui
