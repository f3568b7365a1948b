// SPDX-License-Identifier: Apache-2.0
#include <app/console/options.h>

#include <QCommandLineParser>
#include <QCoreApplication>

namespace gatehouse::console {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::Console)
};

} // namespace

QString appearanceName(ui::Appearance appearance)
{
    switch (appearance) {
    case ui::Appearance::Light:
        return QStringLiteral("light");
    case ui::Appearance::Dark:
        return QStringLiteral("dark");
    case ui::Appearance::System:
        break;
    }
    return QStringLiteral("system");
}

std::optional<ui::Appearance> parseAppearance(QStringView name)
{
    for (const auto appearance :
        { ui::Appearance::System, ui::Appearance::Light, ui::Appearance::Dark }) {
        if (name == appearanceName(appearance))
            return appearance;
    }
    return std::nullopt;
}

Result<Options> readOptions(const QStringList& arguments)
{
    const QString help = QStringLiteral("help");
    const QString version = QStringLiteral("version");
    const QString readOnly = QStringLiteral("read-only");
    const QString credentials = QStringLiteral("credentials");
    const QString appearance = QStringLiteral("appearance");
    QCommandLineParser parser;
    parser.setApplicationDescription(
        Text::tr("The desktop console for certificates from Sectigo Certificate Manager."));
    parser.addOptions({
        { { QStringLiteral("h"), help }, Text::tr("Say what can be said here.") },
        { { QStringLiteral("v"), version }, Text::tr("Say which version this is.") },
        { readOnly, Text::tr("For the help desk: look certificates up, change nothing.") },
        { credentials, Text::tr("Read secrets from this folder, one file each."),
            QStringLiteral("DIR"), qEnvironmentVariable("CREDENTIALS_DIRECTORY") },
        { appearance, Text::tr("Use light or dark colours, or those of the desktop."),
            QStringLiteral("light|dark|system") },
    });
    if (!parser.parse(arguments))
        return failure(ErrorKind::Usage, parser.errorText());
    if (!parser.positionalArguments().isEmpty()) {
        return failure(ErrorKind::Usage,
            Text::tr("“%1” is not an option; --help lists them.")
                .arg(parser.positionalArguments().first()));
    }
    Options options;
    if (parser.isSet(help))
        options.text = parser.helpText();
    else if (parser.isSet(version))
        options.text = QStringLiteral("gatehouse " GATEHOUSE_VERSION "\n");
    options.isReadOnly = parser.isSet(readOnly);
    options.credentials = parser.value(credentials);
    if (parser.isSet(appearance)) {
        options.appearance = parseAppearance(parser.value(appearance));
        if (!options.appearance) {
            return failure(ErrorKind::Usage, Text::tr("--appearance takes light, dark or system."));
        }
    }
    return options;
}

} // namespace gatehouse::console
