// SPDX-License-Identifier: Apache-2.0
#include <tests/bench/models/measure.h>
#include <ui/enroll/profilefield.h>
#include <ui/profiles/profileeditor.h>
#include <ui/profiles/profilesbrowser.h>
#include <ui/profiles/profilesmodel.h>
#include <ui/uistate.h>
#include <ui/widgets/tableview.h>

#include <QApplication>
#include <QComboBox>
#include <QTemporaryDir>

using namespace gatehouse;
using namespace gatehouse::bench;
using namespace gatehouse::ui;

namespace {

constexpr int profileCount = 100'000;
constexpr int localCount = 1'000;

QList<scm::CertificateType> manyTypes()
{
    const QList<QList<int>> terms { { 30 }, { 47, 200, 365, 397 }, { 365, 90 } };
    QList<scm::CertificateType> types;
    types.reserve(profileCount);
    for (int number = 0; number < profileCount; ++number) {
        scm::CertificateType type;
        type.id = 60'000 + number;
        type.name = QStringLiteral("Sectigo Enterprise Pro %1 - Multi-Domain (OV)").arg(number);
        type.description = QStringLiteral("For department %1").arg(number % 97);
        type.keyTypes = { { QStringLiteral("EC"),
                              { QStringLiteral("P-256"), QStringLiteral("P-384") } },
            { QStringLiteral("RSA"),
                { QStringLiteral("2048"), QStringLiteral("4096"), QStringLiteral("8192") } } };
        type.terms = terms.at(number % terms.size());
        types.append(type);
    }
    return types;
}

QList<settings::LocalProfile> someLocal()
{
    QList<settings::LocalProfile> profiles;
    for (int number = 0; number < localCount; ++number) {
        settings::LocalProfile profile;
        profile.id = QStringLiteral("local-%1").arg(number);
        profile.name = QStringLiteral("Local profile %1").arg(number);
        profile.properties = { { QStringLiteral("cert_type"), QString::number(60'000 + number) } };
        profiles.append(profile);
    }
    return profiles;
}

/// The page's table, from nothing, and once more as after a synchronisation.
bool measureBrowser(
    const QList<settings::LocalProfile>& local, QList<scm::CertificateType> types, UiState& state)
{
    ProfilesBrowser browser(state);
    browser.resize(1200, 800);
    browser.show();
    QApplication::processEvents();
    const auto* table = browser.findChild<TableView*>();
    const auto* model = qobject_cast<const ProfilesModel*>(table->model());
    const auto show = [&](const QString& what) {
        return verdict(what,
            longestGap([&] { browser.setProfiles(local, types); },
                [&] { return model->rowCount() == local.size() + types.size(); }),
            gapLimit);
    };
    bool isFine = show(QStringLiteral("profiles: the longest pause of listing and showing them"));
    browser.choose(QString::number(types.last().id));
    types.removeLast();
    isFine = show(QStringLiteral("profiles: the longest pause of showing them anew")) && isFine;
    return isFine;
}

/// The two boxes in which one of them is chosen.
bool measureChoosing(const QList<scm::CertificateType>& types)
{
    QList<ProfileField::Entry> entries;
    for (const scm::CertificateType& type : types)
        entries.append({ QString::number(type.id), type.name });
    ProfileField field;
    field.resize(600, 100);
    field.show();
    field.setChoices(ProfileField::choicesOf(entries));
    const QString typed = QStringLiteral("pro 4711");
    bool isFine = measureTyping(
        QStringLiteral("100,000 profiles on Enroll"), *field.findChild<QComboBox*>(), typed);
    ProfileEditor editor;
    editor.resize(1000, 800);
    editor.show();
    QApplication::processEvents();
    auto* box = editor.findChild<QComboBox*>(QStringLiteral("profileCertType"));
    isFine = verdict(QStringLiteral("100,000 profiles: the longest pause of opening the editor"),
                 longestGap([&] { editor.setProfile({}, types, {}); },
                     [&] { return box->count() == types.size(); }),
                 gapLimit)
        && isFine;
    return measureTyping(QStringLiteral("100,000 profiles in the editor"), *box, typed) && isFine;
}

} // namespace

int main(int argc, char* argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const QTemporaryDir folder;
    UiState state(folder.filePath(QStringLiteral("ui.ini")));
    const auto types = manyTypes();
    const auto local = someLocal();
    QList<profiles::ListedProfile> listed;
    report(QStringLiteral("profiles: listing them"),
        milliseconds([&] { listed = profiles::listProfiles(local, types); }));
    ProfilesModel model;
    report(QStringLiteral("profiles: making the lines (off the event loop)"),
        milliseconds([&] { model.setProfiles(listed); }));
    bool isFine = measureBrowser(local, types, state);
    isFine = measureTable(QStringLiteral("100,000 profiles"), model, state,
                 { QStringLiteral("pro 4711"), QStringLiteral("rsa 4096 397"),
                     QStringLiteral("local sec") })
        && isFine;
    isFine = measureSort(QStringLiteral("profiles"), model, ProfilesModel::Name) && isFine;
    isFine = measureTable(QStringLiteral("100,000 profiles, sorted by name"), model, state,
                 { QStringLiteral("pro 4711") })
        && isFine;
    isFine = measureChoosing(types) && isFine;
    return isFine ? 0 : 1;
}
