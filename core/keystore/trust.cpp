// SPDX-License-Identifier: Apache-2.0
#include <core/keystore/failures.h>

#include <QCoreApplication>

namespace gatehouse::keystore {

namespace {

class Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::KeyStore)
};

/// "the certificate of "vpn"", "the certificate CN=b in the chain of "vpn"", "the certificate CN=b"
/// where there is no alias.
QString describe(const Entry& entry, const pki::Certificate& certificate, bool isLeaf)
{
    const QString subject = failures::shownAlias(certificate.subject().toString());
    if (entry.alias.isEmpty())
        return Text::tr("The certificate %1").arg(subject);
    const QString alias = failures::shownAlias(entry.alias);
    if (isLeaf)
        return Text::tr("The certificate of \"%1\" (%2)").arg(alias, subject);
    return Text::tr("The certificate %2 in the chain of \"%1\"").arg(alias, subject);
}

QString shownTime(const QDateTime& time)
{
    return time.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm 'UTC'"));
}

/// Empty when the certificate is valid.
QString validityWarning(
    const KeyStore& store, const Entry& entry, qsizetype at, const QDateTime& now)
{
    const pki::Certificate& certificate = entry.chain.at(at);
    const QDateTime notAfter = certificate.notAfter();
    if (notAfter.isValid() && notAfter < now)
        return Text::tr("%1 in %2 expired on %3. Renew it, or remove it if it is no longer needed.")
            .arg(describe(entry, certificate, at == 0), store.name, shownTime(notAfter));
    const QDateTime notBefore = certificate.notBefore();
    if (notBefore.isValid() && notBefore > now)
        return Text::tr("%1 in %2 is not valid before %3. Check this computer's clock, or wait.")
            .arg(describe(entry, certificate, at == 0), store.name, shownTime(notBefore));
    return {};
}

} // namespace

Result<QList<pki::Certificate>> trustAnchors(const KeyStore& store)
{
    if (store.entries.isEmpty())
        return failure(failures::noEntries(store.name));
    QList<pki::Certificate> anchors;
    for (const Entry& entry : store.entries) {
        if (entry.hasKey && store.marksTrust)
            continue;
        for (const pki::Certificate& certificate : entry.chain) {
            // A JKS is opened without decoding what it holds: here is where it counts.
            if (!certificate.openSsl())
                return failure(failures::unsupportedCertificate(store.name, entry.alias, {}));
            anchors.append(certificate);
        }
    }
    if (anchors.isEmpty())
        return failure(failures::noTrustedCertificate(store.name));
    return anchors;
}

QStringList validityWarnings(const KeyStore& store, const QDateTime& now)
{
    QStringList warnings;
    for (const Entry& entry : store.entries) {
        for (qsizetype i = 0; i < entry.chain.size(); ++i) {
            const QString warning = validityWarning(store, entry, i, now);
            if (!warning.isEmpty())
                warnings.append(warning);
        }
    }
    return warnings;
}

} // namespace gatehouse::keystore
