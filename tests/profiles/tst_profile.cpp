// SPDX-License-Identifier: Apache-2.0
#include <core/profiles/profile.h>

#include <QtTest>

#include <nlohmann/json.hpp>

using namespace gatehouse;
using namespace gatehouse::profiles;
using gatehouse::pki::KeyAlgorithm;
using gatehouse::pki::KeyType;
using gatehouse::settings::LocalProfile;

namespace {

using Json = nlohmann::ordered_json;
using KeyTypeTexts = QList<std::pair<QString, QStringList>>;

const KeyTypeTexts allKeyTypes {
    { QStringLiteral("EC"),
        { QStringLiteral("P-256"), QStringLiteral("P-384"), QStringLiteral("P-521") } },
    { QStringLiteral("RSA"),
        { QStringLiteral("2048"), QStringLiteral("3072"), QStringLiteral("4096"),
            QStringLiteral("8192") } }
};

const KeyType rsa2048 { KeyAlgorithm::Rsa, 2048 };
const KeyType rsa4096 { KeyAlgorithm::Rsa, 4096 };
const KeyType p256 { KeyAlgorithm::Ec, 256 };
const KeyType p384 { KeyAlgorithm::Ec, 384 };

scm::CertificateType certificateType(int id, const QString& name, const QString& description,
    const KeyTypeTexts& keyTypes, const QList<int>& terms)
{
    scm::CertificateType type;
    type.id = id;
    type.name = name;
    type.description = description;
    type.keyTypes = keyTypes;
    type.terms = terms;
    return type;
}

QList<scm::CertificateType> sampleTypes()
{
    const KeyTypeTexts some { { QStringLiteral("EC"),
                                  { QStringLiteral("P-256"), QStringLiteral("P-384") } },
        { QStringLiteral("RSA"),
            { QStringLiteral("2048"), QStringLiteral("4096"), QStringLiteral("8192") } } };
    return { certificateType(60515, QStringLiteral("profileA"), {}, allKeyTypes, { 30 }),
        certificateType(63999, QStringLiteral("Sectigo Enterprise Pro - Multi-Domain (OV)"), {},
            some, { 47, 200, 365, 397 }),
        certificateType(
            64442, QStringLiteral("test"), QStringLiteral("asdfsadf"), allKeyTypes, { 30 }) };
}

LocalProfile localProfile(QList<std::pair<QString, QString>> further = {})
{
    LocalProfile profile;
    profile.id = QStringLiteral("sectigo-profile-1");
    profile.name = QStringLiteral("static-profileA-local");
    profile.properties = { { QStringLiteral("cert_type"), QStringLiteral("60515") } };
    profile.properties += further;
    return profile;
}

/// The sample of the product's documentation, to the byte of members, order and embedded texts.
Json sample()
{
    QFile file(QFINDTESTDATA("profilesresponse.json"));
    return file.open(QIODevice::ReadOnly) ? Json::parse(file.readAll().toStdString()) : Json();
}

/// JSON is easier on the eye with single quotation marks.
QByteArray json(const char* text)
{
    return QByteArray(text).replace('\'', '"');
}

} // namespace

class TestProfile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void responseEqualsTheSampleToTheByte()
    {
        const QByteArray compact = profilesResponse({ localProfile() }, sampleTypes(), false);
        QCOMPARE(compact, QByteArray::fromStdString(sample().dump()));
        const QByteArray pretty = profilesResponse({ localProfile() }, sampleTypes());
        QCOMPARE(QByteArray::fromStdString(Json::parse(pretty.toStdString()).dump()), compact);
        QVERIFY(pretty.startsWith("{\n  \"message\": {\n    \"message\""));
    }

    void responseListsLocalProfilesAloneWithoutSync()
    {
        const Json response =
            Json::parse(profilesResponse({ localProfile() }, std::nullopt).toStdString());
        QCOMPARE(response.at("profiles").size(), std::size_t(1));
        QCOMPARE(response.at("type").get<std::string>(), std::string("ProfilesResponse"));
        const Json empty = Json::parse(profilesResponse({}, std::nullopt).toStdString());
        QVERIFY(empty.at("profiles").is_array());
    }

    void responseKeepsTheOrderOfKeyTypesAndLeavesOutWhatSectigoDoes()
    {
        auto rsaFirst = certificateType(1, QStringLiteral("rsa first"), {},
            { { QStringLiteral("RSA"), { QStringLiteral("4096"), QStringLiteral("2048") } },
                { QStringLiteral("EC"), { QStringLiteral("P-384") } } },
            { 365, 30 });
        auto bare = certificateType(2, QStringLiteral("bare"), {}, {}, {});
        bare.keyTypes.reset();
        bare.terms.reset();
        bare.useSecondaryOrgName = true;
        const Json response =
            Json::parse(profilesResponse({}, QList { rsaFirst, bare }).toStdString());
        const Json& first = response.at("profiles").at(0).at("properties");
        QCOMPARE(first.at("key_type").get<std::string>(),
            json("{'RSA':['4096','2048'],'EC':['P-384']}").toStdString());
        QCOMPARE(first.at("terms").get<std::string>(), std::string("[365, 30]"));
        QCOMPARE(response.at("profiles").at(1).at("properties").dump(),
            json("{'cert_type':'2','description':'','use-secondary-org-name':'true'}")
                .toStdString());
    }

    void responseShowsRequirementsAndConfiguredSpelling()
    {
        LocalProfile profile =
            localProfile({ { QStringLiteral("key-types"), QStringLiteral("{\"RSA\":[\"2048\"]}") },
                { QStringLiteral("tracking.note"), QStringLiteral("ä\"b") } });
        profile.subjectVariables = { { QStringLiteral("First Name"),
            QStringLiteral("The first name"), true } };
        profile.subjectAltNames = { { QStringLiteral("dNSName"), {}, false } };
        const auto response = profileResponse(profile.id, { profile }, std::nullopt);
        QVERIFY(response);
        QCOMPARE(*response,
            QByteArray(json(
                "{'id':'sectigo-profile-1','name':'static-profileA-local','properties':{'cert_type'"
                ":'60515','key-types':'{\\'RSA\\':[\\'2048\\']}','tracking.note':'ä\\'b'},"
                "'protocols':[],'requestedProperties':[],'subjectAltNameRequirements':[{'type':'"
                "dNSName','required':false}],"
                "'subjectVariableRequirements':[{'name':'First Name','description':'The first "
                "name','required':true}]}")));
    }

    void singleResponseEqualsItsEntryInTheList_data()
    {
        QTest::addColumn<QString>("id");
        QTest::newRow("local") << QStringLiteral("sectigo-profile-1");
        QTest::newRow("synchronised") << QStringLiteral("63999");
    }

    void singleResponseEqualsItsEntryInTheList()
    {
        QFETCH(QString, id);
        const Json list =
            Json::parse(profilesResponse({ localProfile() }, sampleTypes()).toStdString());
        const auto single = profileResponse(id, { localProfile() }, sampleTypes());
        QVERIFY(single);
        const bool found = std::any_of(
            list.at("profiles").begin(), list.at("profiles").end(), [&single](const Json& profile) {
                return QByteArray::fromStdString(profile.dump()) == *single;
            });
        QVERIFY(found);
    }

    void unknownProfileIsToldWithTheOnesThereAre()
    {
        for (const Error& error :
            { effectiveProfile(QStringLiteral("nope"), { localProfile() }, sampleTypes()).error(),
                profileResponse(QStringLiteral("nope"), { localProfile() }, sampleTypes())
                    .error() }) {
            QCOMPARE(error.kind, ErrorKind::NotFound);
            QCOMPARE(error.cause, QStringLiteral("profiles/unknown"));
            QCOMPARE(error.message,
                QStringLiteral("There is no profile \"nope\": choose one of sectigo-profile-1, "
                               "60515, 63999, 64442."));
        }
        const Error none = effectiveProfile(QStringLiteral("60515"), {}, std::nullopt).error();
        QVERIFY(none.message.contains(QStringLiteral("CA Profile Sync")));
        // A number with leading zeros or blanks is another id.
        QVERIFY(!effectiveProfile(QStringLiteral("060515"), {}, sampleTypes()));
    }

    void idsAreLocalFirstAndOnlyOnce()
    {
        LocalProfile shadow = localProfile();
        shadow.id = QStringLiteral("63999");
        const QStringList expected { QStringLiteral("sectigo-profile-1"), QStringLiteral("63999"),
            QStringLiteral("60515"), QStringLiteral("64442") };
        QCOMPARE(profileIds({ localProfile(), shadow }, sampleTypes()), expected);
    }

    void effectiveProfileMergesMemberByMember_data()
    {
        QTest::addColumn<QString>("keyTypes");
        QTest::addColumn<QString>("terms");
        QTest::addColumn<bool>("synced");
        QTest::addColumn<QList<int>>("expectedTerms");
        QTest::addColumn<int>("keyTypesSource");
        QTest::addColumn<int>("termsSource");
        const QString rsa = QStringLiteral("{\"RSA\":[\"4096\"]}");
        const auto source = [](Source value) { return static_cast<int>(value); };
        QTest::newRow("nothing set, no sync: the default")
            << QString() << QString() << false << QList { 30 } << source(Source::Default)
            << source(Source::Default);
        QTest::newRow("nothing set, sync: Sectigo's")
            << QString() << QString() << true << QList { 365, 47 } << source(Source::Sectigo)
            << source(Source::Sectigo);
        QTest::newRow("key types set, sync: terms from Sectigo")
            << rsa << QString() << true << QList { 365, 47 } << source(Source::Local)
            << source(Source::Sectigo);
        QTest::newRow("terms set, sync: key types from Sectigo")
            << QString() << QStringLiteral("[10, 5]") << true << QList { 10, 5 }
            << source(Source::Sectigo) << source(Source::Local);
        QTest::newRow("both set, sync: local wins")
            << rsa << QStringLiteral("[10]") << true << QList { 10 } << source(Source::Local)
            << source(Source::Local);
    }

    void effectiveProfileMergesMemberByMember()
    {
        QFETCH(QString, keyTypes);
        QFETCH(QString, terms);
        QFETCH(bool, synced);
        QFETCH(QList<int>, expectedTerms);
        QFETCH(int, keyTypesSource);
        QFETCH(int, termsSource);
        LocalProfile local = localProfile();
        if (!keyTypes.isEmpty())
            local.properties.append({ QStringLiteral("key_types"), keyTypes });
        if (!terms.isEmpty())
            local.properties.append({ QStringLiteral("terms"), terms });
        std::optional<QList<scm::CertificateType>> types;
        if (synced)
            types = { certificateType(60515, QStringLiteral("A"), {},
                { { QStringLiteral("EC"), { QStringLiteral("P-384"), QStringLiteral("P-256") } },
                    { QStringLiteral("RSA"), { QStringLiteral("2048") } } },
                { 365, 47 }) };
        const auto profile = effectiveProfile(local.id, { local }, types);
        QVERIFY(profile);
        QCOMPARE(profile->certType, 60515);
        QCOMPARE(profile->terms, expectedTerms);
        QCOMPARE(static_cast<int>(profile->keyTypesSource), keyTypesSource);
        QCOMPARE(static_cast<int>(profile->termsSource), termsSource);
        const KeyType first = !keyTypes.isEmpty() ? rsa4096 : synced ? p384 : rsa2048;
        QCOMPARE(profile->keyTypes.first(), first);
        QVERIFY(profile->knownAtSectigo);
    }

    void secondaryOrgNameIsMergedToo()
    {
        auto type = certificateType(60515, QStringLiteral("A"), {}, {}, {});
        type.useSecondaryOrgName = true;
        const auto left = effectiveProfile(
            QStringLiteral("sectigo-profile-1"), { localProfile() }, QList { type });
        QVERIFY(left && left->useSecondaryOrgName);
        QCOMPARE(left->useSecondaryOrgNameSource, Source::Sectigo);
        const LocalProfile own =
            localProfile({ { QStringLiteral("use_secondary_org_name"), QStringLiteral("false") } });
        const auto set = effectiveProfile(own.id, { own }, QList { type });
        QVERIFY(set && !set->useSecondaryOrgName);
        QCOMPARE(set->useSecondaryOrgNameSource, Source::Local);
    }

    void orderOfKeyTypesDecidesWhichIsFirst()
    {
        const auto rsaFirst = certificateType(7, QStringLiteral("r"), {},
            { { QStringLiteral("RSA"), { QStringLiteral("4096"), QStringLiteral("2048") } },
                { QStringLiteral("EC"), { QStringLiteral("P-256") } } },
            { 30 });
        const auto profile = effectiveProfile(QStringLiteral("7"), {}, QList { rsaFirst });
        QVERIFY(profile);
        const QList<KeyType> expected { rsa4096, rsa2048, p256 };
        QCOMPARE(profile->keyTypes, expected);
    }

    void unknownKeyTypesAreSkippedUnlessThereAreNoOthers()
    {
        const auto mixed = certificateType(7, QStringLiteral("mixed"), {},
            { { QStringLiteral("ED25519"), { QStringLiteral("-") } },
                { QStringLiteral("RSA"), { QStringLiteral("1024"), QStringLiteral("4096") } } },
            { 30 });
        const auto profile = effectiveProfile(QStringLiteral("7"), {}, QList { mixed });
        QVERIFY(profile);
        QCOMPARE(profile->keyTypes, QList<KeyType> { rsa4096 });
        const auto foreign = certificateType(8, QStringLiteral("foreign"), {},
            { { QStringLiteral("ML-DSA"), { QStringLiteral("65") } } }, { 30 });
        const Error error = effectiveProfile(QStringLiteral("8"), {}, QList { foreign }).error();
        QCOMPARE(error.kind, ErrorKind::Policy);
        QVERIFY(error.message.contains(QStringLiteral("ML-DSA 65")));
    }

    void emptyListsFromSectigoMeanTheDefault()
    {
        const auto empty =
            certificateType(7, QStringLiteral("empty"), {}, { { QStringLiteral("RSA"), {} } }, {});
        const auto profile = effectiveProfile(QStringLiteral("7"), {}, QList { empty });
        QVERIFY(profile);
        QCOMPARE(profile->keyTypes, QList<KeyType> { rsa2048 });
        QCOMPARE(profile->keyTypesSource, Source::Default);
        QCOMPARE(profile->terms, QList { 30 });
        QCOMPARE(profile->termsSource, Source::Default);
    }

    void localProfileWhoseTypeSectigoLacksSaysSo()
    {
        const auto profile = effectiveProfile(QStringLiteral("sectigo-profile-1"),
            { localProfile() }, QList<scm::CertificateType> {});
        QVERIFY(profile);
        QVERIFY(!profile->knownAtSectigo);
        QCOMPARE(profile->keyTypes, QList<KeyType> { rsa2048 });
    }

    void localIdHidesTheSynchronisedOne()
    {
        LocalProfile shadow = localProfile({ { QStringLiteral("terms"), QStringLiteral("[9]") } });
        shadow.id = QStringLiteral("63999");
        const auto profile = effectiveProfile(shadow.id, { shadow }, sampleTypes());
        QVERIFY(profile);
        QCOMPARE(profile->certType, 60515);
        QCOMPARE(profile->terms, QList { 9 });
    }

    void otherPropertiesAreHandedOn()
    {
        const LocalProfile local =
            localProfile({ { QStringLiteral("key_type"), QStringLiteral("{\"EC\":[\"P-256\"]}") },
                { QStringLiteral("z-custom"), QStringLiteral("1") },
                { QStringLiteral("a-custom"), QStringLiteral("2") } });
        const auto profile = effectiveProfile(local.id, { local }, std::nullopt);
        QVERIFY(profile);
        const QList<std::pair<QString, QString>> expected { { QStringLiteral("z-custom"),
                                                                QStringLiteral("1") },
            { QStringLiteral("a-custom"), QStringLiteral("2") } };
        QCOMPARE(profile->properties, expected);
        const auto synced = effectiveProfile(QStringLiteral("64442"), {}, sampleTypes());
        QVERIFY(synced);
        QCOMPARE(synced->properties.first().second, QStringLiteral("asdfsadf"));
    }

    void wrongLocalProfileIsAnError_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::newRow("key types are not JSON")
            << QStringLiteral("key-types") << QStringLiteral("RSA 2048");
        QTest::newRow("terms are a number") << QStringLiteral("terms") << QStringLiteral("30");
        QTest::newRow("flag is a word")
            << QStringLiteral("use-secondary-org-name") << QStringLiteral("maybe");
    }

    void wrongLocalProfileIsAnError()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        const LocalProfile local = localProfile({ { key, value } });
        const auto profile = effectiveProfile(local.id, { local }, sampleTypes());
        QVERIFY(!profile);
        QCOMPARE(profile.error().kind, ErrorKind::Settings);
        QVERIFY(profile.error().message.contains(local.id));
    }
};

QTEST_GUILESS_MAIN(TestProfile)
#include "tst_profile.moc"
