// SPDX-License-Identifier: Apache-2.0
#include <app/ctl/pkcs12password.h>
#include <core/pki/pkcs12.h>

#include <QCoreApplication>

namespace gatehouse::ctl {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::EnrollCommand)
};

} // namespace

Result<Secret> newPkcs12Password(Terminal& terminal)
{
    auto password = terminal.newSecret(Text::tr("Password for the PKCS #12 file"));
    if (!password)
        return password;
    if (password->isEmpty())
        return failure(
            ErrorKind::Usage, Text::tr("A PKCS #12 file with a private key needs a password."));
    const QString warning = pki::pkcs12PasswordWarning(*password);
    if (!warning.isEmpty())
        terminal.err() << Text::tr("Warning: %1").arg(warning) << Qt::endl;
    return password;
}

} // namespace gatehouse::ctl
