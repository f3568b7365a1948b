// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/pkcs12password.h>
#include <app/ctl/words.h>
#include <core/pki/pkcs12.h>

namespace gatehouse::ctl {

Result<Secret> newPkcs12Password(Terminal& terminal)
{
    auto password = terminal.newSecret(Words::tr("Password for the PKCS #12 file"));
    if (!password)
        return password;
    if (password->isEmpty())
        return failure(
            ErrorKind::Usage, Words::tr("A PKCS #12 file with a private key needs a password."));
    const QString warning = pki::pkcs12PasswordWarning(*password);
    if (!warning.isEmpty())
        terminal.err() << Words::tr("Warning: %1").arg(warning) << Qt::endl;
    return password;
}

} // namespace gatehouse::ctl
