// SPDX-License-Identifier: Apache-2.0
#include <app/console/options.h>
#include <core/program.h>
#include <ui/appearanceswitch.h>
#include <ui/window/appicon.h>
#include <ui/window/mainwindow.h>
#include <ui/window/pages.h>

#include <QApplication>
#include <QTextStream>

using namespace gatehouse;

namespace {

constexpr int exitUsage = 2;
const auto appearanceKey = QStringLiteral("appearance");

/// What keeps secrets beyond this run: the key chain, behind a credentials directory if there is
/// one.
std::shared_ptr<secrets::SecretStore> lastingSecrets(const QString& credentials)
{
    if (credentials.isEmpty())
        return secrets::keyChainStore();
    std::vector<std::unique_ptr<secrets::SecretStore>> stores;
    stores.push_back(secrets::credentialsDirectoryStore(credentials));
    stores.push_back(secrets::keyChainStore());
    return secrets::layeredStore(std::move(stores));
}

/// --help, --version and mistakes need no display.
std::optional<int> answerOnTerminal(int argc, char* argv[], Result<console::Options>& options)
{
    QStringList arguments;
    for (int index = 0; index < argc; ++index)
        arguments.append(QString::fromLocal8Bit(argv[index]));
    // Qt's own options are taken out by the application, so only these are looked for here.
    static const QStringList early { QStringLiteral("--help"), QStringLiteral("-h"),
        QStringLiteral("--version"), QStringLiteral("-v") };
    const bool isEarly = std::any_of(arguments.begin(), arguments.end(),
        [](const QString& argument) { return early.contains(argument); });
    if (!isEarly)
        return std::nullopt;
    const QCoreApplication application(argc, argv);
    options = console::readOptions(QCoreApplication::arguments());
    if (!options)
        return std::nullopt;
    QTextStream(stdout) << options->text;
    return 0;
}

int run(QApplication& application, const console::Options& options)
{
    const settings::HomeFolders home = settings::HomeFolders::fromEnvironment();
    ui::UiState state(home.config.filePath(QStringLiteral("console.ini")));
    const auto chosen = console::parseAppearance(state.value(appearanceKey).toString());
    const ui::Appearance appearance =
        options.appearance.value_or(chosen.value_or(ui::Appearance::System));
    ui::AppearanceSwitch looks(application, appearance);

    const auto session =
        std::make_shared<secrets::SessionFallbackStore>(lastingSecrets(options.credentials));
    const auto secrets = std::make_shared<secrets::OverlayStore>(session);
    workspace::Workspace workspace({ home, secrets, std::make_shared<SystemClock>(),
        options.isReadOnly ? workspace::Access::ReadOnly : workspace::Access::Full });
    workspace::BuiltInSandbox sandbox(workspace, secrets);
    ui::MainWindow window({ workspace, sandbox, session, state,
        [&workspace, &state](ui::PageId page, QWidget* parent) {
            return ui::makePage(page, workspace, state, parent);
        },
        ui::desktopNotifier });
    window.showAppearance(appearance);
    QObject::connect(&window, &ui::MainWindow::appearanceChosen, &application,
        [&looks, &state, &window](ui::Appearance wanted) {
            looks.choose(wanted);
            state.setValue(appearanceKey, console::appearanceName(wanted));
            window.showAppearance(wanted);
        });
    QObject::connect(&window, &ui::MainWindow::loaded, &application,
        [] { QApplication::setWindowIcon(ui::applicationIcon()); });
    looks.followDesktop();
    window.show();
    return QApplication::exec();
}

} // namespace

int main(int argc, char* argv[])
{
    forbidCoreFiles();
    QCoreApplication::setApplicationName(QStringLiteral("gatehouse"));
    QCoreApplication::setApplicationVersion(QStringLiteral(GATEHOUSE_VERSION));
    Result<console::Options> options;
    if (const auto answered = answerOnTerminal(argc, argv, options))
        return *answered;
    QApplication application(argc, argv);
    QApplication::setDesktopFileName(QStringLiteral("gatehouse"));
    installTranslation(application);
    options = console::readOptions(QCoreApplication::arguments());
    if (!options) {
        QTextStream(stderr) << "gatehouse: " << options.error().message << Qt::endl;
        return exitUsage;
    }
    return run(application, *options);
}
