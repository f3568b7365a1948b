// SPDX-License-Identifier: Apache-2.0
#include <core/profiles/description.h>

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::profiles;
using gatehouse::pki::KeyAlgorithm;
using gatehouse::settings::LocalProfile;

namespace {

scm::CertificateType type(int id)
{
    scm::CertificateType made;
    made.id = id;
    made.name = QStringLiteral("Type %1").arg(id);
    made.description = QStringLiteral("from the CA");
    made.keyTypes = { { QStringLiteral("EC"), { QStringLiteral("P-256") } },
        { QStringLiteral("RSA"), { QStringLiteral("2048") } } };
    made.terms = QList<int> { 30, 365 };
    return made;
}

LocalProfile local(
    const QString& id, const QString& certType, QList<std::pair<QString, QString>> further = {})
{
    LocalProfile made;
    made.id = id;
    made.name = QStringLiteral("Name of ") + id;
    made.properties = further;
    made.properties.prepend({ QStringLiteral("cert_type"), certType });
    return made;
}

const ListedProfile& first(const QList<ListedProfile>& listed)
{
    return listed.first();
}

} // namespace

class TestDescription : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsWhatEffectiveProfileSays_data();
    void listsWhatEffectiveProfileSays();
    void saysWhereAProfileIsFrom();
    void keepsWhatCannotBeUsed();
    void flagsIdsThatAreHidden();
    void listsManyInOnePass();
    void describesValuesWithTheirSource();
    void describesWhatIsLeftOfAWrongOne();
    void comparesByValueAndOrder_data();
    void comparesByValueAndOrder();
    void comparesWhatOnlyOneHas();
    void writesKeyTypesAlgorithmByAlgorithm();
};

void TestDescription::listsWhatEffectiveProfileSays_data()
{
    QTest::addColumn<bool>("isSynced");
    QTest::newRow("with Sectigo's") << true;
    QTest::newRow("without") << false;
}

void TestDescription::listsWhatEffectiveProfileSays()
{
    QFETCH(bool, isSynced);
    std::optional<QList<scm::CertificateType>> synced;
    if (isSynced)
        synced = QList<scm::CertificateType> { type(7), type(8) };
    const QList<LocalProfile> configured { local(QStringLiteral("a"), QStringLiteral("8")),
        local(QStringLiteral("b"), QStringLiteral("99"),
            { { QStringLiteral("terms"), QStringLiteral("[90]") } }) };
    const auto listed = listProfiles(configured, synced);
    QStringList ids;
    for (const ListedProfile& one : listed) {
        ids.append(one.profile.id);
        QVERIFY(!one.problem);
        QCOMPARE(one.profile, effectiveProfile(one.profile.id, configured, synced).value());
    }
    QCOMPARE(ids, profileIds(configured, synced));
}

void TestDescription::saysWhereAProfileIsFrom()
{
    const auto listed = listProfiles({ local(QStringLiteral("a"), QStringLiteral("7")),
                                         local(QStringLiteral("b"), QStringLiteral("99")) },
        QList<scm::CertificateType> { type(7) });
    QCOMPARE(listed.at(0).origin, Origin::LocalAndSectigo);
    QCOMPARE(listed.at(1).origin, Origin::Local);
    QCOMPARE(listed.at(2).origin, Origin::Sectigo);
    QCOMPARE(listed.at(1).localIndex, 1);
    QCOMPARE(listed.at(2).localIndex, -1);
    QVERIFY(!listed.at(1).profile.knownAtSectigo);
}

void TestDescription::keepsWhatCannotBeUsed()
{
    const auto listed = listProfiles({ local(QStringLiteral("a"), QStringLiteral("7"),
                                         { { QStringLiteral("terms"), QStringLiteral("x") } }) },
        std::nullopt);
    QCOMPARE(listed.size(), 1);
    QVERIFY(first(listed).problem.has_value());
    QCOMPARE(first(listed).profile.id, QStringLiteral("a"));
    QCOMPARE(first(listed).profile.name, QStringLiteral("Name of a"));
    QCOMPARE(first(listed).profile.certType, 7);
}

void TestDescription::flagsIdsThatAreHidden()
{
    const auto listed = listProfiles({ local(QStringLiteral("8"), QStringLiteral("7")),
                                         local(QStringLiteral("8"), QStringLiteral("7")) },
        QList<scm::CertificateType> { type(7), type(8) });
    QVERIFY(!listed.at(0).problem);
    QCOMPARE(listed.at(1).problem.value().cause, QStringLiteral("profiles/hidden"));
    QVERIFY(!listed.at(2).problem);
    QCOMPARE(listed.at(3).problem.value().cause, QStringLiteral("profiles/hidden"));
}

void TestDescription::listsManyInOnePass()
{
    constexpr int count = 20'000;
    QList<scm::CertificateType> types;
    QList<LocalProfile> configured;
    for (int id = 1; id <= count; ++id) {
        types.append(type(id));
        configured.append(local(QStringLiteral("local-%1").arg(id), QString::number(id)));
    }
    // Quadratic, this would take minutes.
    const auto listed = listProfiles(configured, types);
    QCOMPARE(listed.size(), 2 * count);
    QCOMPARE(listed.at(count - 1).origin, Origin::LocalAndSectigo);
}

void TestDescription::describesValuesWithTheirSource()
{
    LocalProfile profile = local(QStringLiteral("a"), QStringLiteral("7"),
        { { QStringLiteral("terms"), QStringLiteral("[90]") },
            { QStringLiteral("note"), QStringLiteral("x") } });
    profile.subjectAltNames = { { QStringLiteral("dNSName"), {}, true } };
    const auto listed = listProfiles({ profile }, QList<scm::CertificateType> { type(7) });
    QMap<QString, std::pair<QString, Source>> values;
    const auto described = describe(first(listed));
    for (const DescribedValue& value : described)
        values.insert(value.key, { value.text, value.source });
    const auto is = [&values](const char* key, const char* text, Source source) {
        return values.value(QString::fromLatin1(key))
            == std::pair(QString::fromLatin1(text), source);
    };
    QVERIFY(is("id", "a", Source::Local));
    QVERIFY(is("cert_type", "7", Source::Local));
    QVERIFY(is("key-types", "EC P-256, RSA 2048", Source::Sectigo));
    QVERIFY(is("terms", "90", Source::Local));
    QVERIFY(is("use-secondary-org-name", "no", Source::Sectigo));
    QVERIFY(is("subject-alt-names", "dNSName (required)", Source::Local));
    QVERIFY(is("note", "x", Source::Local));
    QCOMPARE(describe(listed.at(1)).last().text, QStringLiteral("from the CA"));
    QCOMPARE(describe(listed.at(1)).last().source, Source::Sectigo);
}

void TestDescription::describesWhatIsLeftOfAWrongOne()
{
    const auto listed =
        listProfiles({ local(QStringLiteral("a"), QStringLiteral("x")) }, std::nullopt);
    const auto described = describe(first(listed));
    QCOMPARE(described.size(), 3);
    QVERIFY(described.last().text.isEmpty());
}

void TestDescription::comparesByValueAndOrder_data()
{
    QTest::addColumn<QString>("left");
    QTest::addColumn<QString>("right");
    QTest::addColumn<Difference>("difference");
    QTest::newRow("the same") << "[30, 90]"
                              << "[30,90]" << Difference::None;
    QTest::newRow("another first") << "[30, 90]"
                                   << "[90, 30]" << Difference::Order;
    QTest::newRow("others") << "[30, 90]"
                            << "[30]" << Difference::Value;
}

void TestDescription::comparesByValueAndOrder()
{
    QFETCH(QString, left);
    QFETCH(QString, right);
    const auto listed = listProfiles(
        { local(QStringLiteral("a"), QStringLiteral("7"), { { QStringLiteral("terms"), left } }),
            local(
                QStringLiteral("b"), QStringLiteral("7"), { { QStringLiteral("terms"), right } }) },
        std::nullopt);
    const auto compared = compare(listed.at(0), listed.at(1));
    for (const ComparedValue& value : compared) {
        if (value.left.key == u"terms")
            QTEST(value.difference, "difference");
        else if (value.left.key != u"id" && value.left.key != u"name")
            QCOMPARE(value.difference, Difference::None);
    }
}

void TestDescription::comparesWhatOnlyOneHas()
{
    const auto listed =
        listProfiles({ local(QStringLiteral("a"), QStringLiteral("7"),
                           { { QStringLiteral("left"), QStringLiteral("1") } }),
                         local(QStringLiteral("b"), QStringLiteral("7"),
                             { { QStringLiteral("right"), QStringLiteral("2") } }) },
            std::nullopt);
    const auto compared = compare(listed.at(0), listed.at(1));
    const ComparedValue& right = compared.last();
    const ComparedValue& left = compared.at(compared.size() - 2);
    QCOMPARE(left.label, QStringLiteral("left"));
    QVERIFY(left.right.key.isEmpty());
    QCOMPARE(right.label, QStringLiteral("right"));
    QVERIFY(right.left.key.isEmpty());
    QCOMPARE(left.difference, Difference::Value);
    QCOMPARE(right.difference, Difference::Value);
}

void TestDescription::writesKeyTypesAlgorithmByAlgorithm()
{
    QCOMPARE(keyTypesText({ { KeyAlgorithm::Rsa, 4096 }, { KeyAlgorithm::Rsa, 2048 },
                 { KeyAlgorithm::Ec, 256 } }),
        QStringLiteral("RSA 4096 2048, EC P-256"));
    QVERIFY(keyTypesText({}).isEmpty());
}

QTEST_GUILESS_MAIN(TestDescription)
#include "tst_description.moc"
