// SPDX-License-Identifier: Apache-2.0
#include <core/pki/keytype.h>

#include <QCoreApplication>

#include <array>

namespace gatehouse::pki {

namespace {

struct CurveName {
    QLatin1String name; ///< lower case, without "-" and "_"
    int bits = 0;
};

constexpr std::array curveNames = {
    CurveName { QLatin1String("p256"), 256 },
    CurveName { QLatin1String("secp256r1"), 256 },
    CurveName { QLatin1String("prime256v1"), 256 },
    CurveName { QLatin1String("nistp256"), 256 },
    CurveName { QLatin1String("256"), 256 },
    CurveName { QLatin1String("p384"), 384 },
    CurveName { QLatin1String("secp384r1"), 384 },
    CurveName { QLatin1String("nistp384"), 384 },
    CurveName { QLatin1String("384"), 384 },
    CurveName { QLatin1String("p521"), 521 },
    CurveName { QLatin1String("secp521r1"), 521 },
    CurveName { QLatin1String("nistp521"), 521 },
    CurveName { QLatin1String("521"), 521 },
};

QString simplified(QStringView text)
{
    QString simple = text.trimmed().toString().toLower();
    simple.remove(u'-');
    simple.remove(u'_');
    return simple;
}

int curveBits(QStringView parameter)
{
    const QString name = simplified(parameter);
    for (const CurveName& curve : curveNames) {
        if (name == curve.name)
            return curve.bits;
    }
    return 0;
}

/// Modulus length, or 0 where the text is not a plausible one.
int rsaBits(QStringView parameter)
{
    const QStringView digits = parameter.trimmed();
    for (const QChar c : digits) {
        if (c < u'0' || c > u'9')
            return 0;
    }
    const int bits = digits.size() > 5 ? 0 : digits.toInt();
    return bits >= 512 && bits <= 16384 ? bits : 0;
}

tl::unexpected<Error> unknownKeyType(const QString& text)
{
    return failure(ErrorKind::Usage,
        QCoreApplication::translate("gatehouse::KeyType",
            "\"%1\" is not a key type: write RSA 2048, RSA 3072, RSA 4096, RSA 8192, EC P-256, "
            "EC P-384 or EC P-521.")
            .arg(text.left(80)));
}

} // namespace

Result<KeyType> KeyType::parse(QStringView algorithm, QStringView parameter)
{
    const QString name = algorithm.trimmed().toString().toUpper();
    if (name == u"RSA") {
        if (const int bits = rsaBits(parameter); bits > 0)
            return KeyType { KeyAlgorithm::Rsa, bits };
    } else if (name == u"EC" || name == u"ECC" || name == u"ECDSA") {
        if (const int bits = curveBits(parameter); bits > 0)
            return KeyType { KeyAlgorithm::Ec, bits };
    }
    return unknownKeyType(QStringLiteral("%1 %2").arg(algorithm, parameter).trimmed());
}

Result<KeyType> KeyType::parse(QStringView text)
{
    const QStringView trimmed = text.trimmed();
    // Longest word first, so that "ECDSA" is not read as "EC" and a parameter "DSA".
    for (const QStringView word : { u"ECDSA", u"ECC", u"EC", u"RSA" }) {
        if (!trimmed.startsWith(word, Qt::CaseInsensitive))
            continue;
        QStringView parameter = trimmed.sliced(word.size());
        while (!parameter.isEmpty()
            && (parameter[0].isSpace() || QStringView(u"-_:/").contains(parameter[0])))
            parameter = parameter.sliced(1);
        const auto type = parse(word, parameter);
        return type ? type : unknownKeyType(text.toString());
    }
    if (const int bits = curveBits(trimmed); bits > 0)
        return KeyType { KeyAlgorithm::Ec, bits };
    if (const int bits = rsaBits(trimmed); bits > 0)
        return KeyType { KeyAlgorithm::Rsa, bits };
    return unknownKeyType(text.toString());
}

QString KeyType::algorithmName() const
{
    return algorithm == KeyAlgorithm::Rsa ? QStringLiteral("RSA") : QStringLiteral("EC");
}

QString KeyType::parameterName() const
{
    const QString number = QString::number(bits);
    return algorithm == KeyAlgorithm::Rsa ? number : QStringLiteral("P-") + number;
}

QString KeyType::toString() const
{
    return algorithmName() + u' ' + parameterName();
}

bool KeyType::isSupported() const
{
    if (algorithm == KeyAlgorithm::Rsa)
        return bits == 2048 || bits == 3072 || bits == 4096 || bits == 8192;
    return bits == 256 || bits == 384 || bits == 521;
}

} // namespace gatehouse::pki
