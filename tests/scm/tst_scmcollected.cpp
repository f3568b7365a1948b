// SPDX-License-Identifier: Apache-2.0
#include <core/scm/collected.h>
#include <tests/pki/pkifixtures.h>

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::scm;
using gatehouse::pki::tests::smallPki;

namespace {

Result<Collected> answer(const QList<pki::Certificate>& certificates)
{
    return Collected(pki::toPem(certificates));
}

} // namespace

class TestScmCollected : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingToBeHad_data()
    {
        QTest::addColumn<Result<Collected>>("collected");
        QTest::newRow("not ready") << Result<Collected>(NotReady { -1400, QStringLiteral("wait") });
        QTest::newRow("refused") << Result<Collected>(
            failure(ErrorKind::NotFound, QStringLiteral("There is no such certificate.")));
        QTest::newRow("a page of some proxy")
            << Result<Collected>(QByteArray("<html>Log in</html>"));
    }

    void nothingToBeHad()
    {
        QFETCH(Result<Collected>, collected);
        QVERIFY(certificatesIn(collected).isEmpty());
        QVERIFY(chainIn(collected).isEmpty());
        QVERIFY(chainIn(collected, smallPki().leaf.serialNumber()).isEmpty());
    }

    void theChainIsOrderedWhateverTheAnswersOrder()
    {
        const auto& pki = smallPki();
        const auto collected = answer({ pki.root, pki.leaf, pki.issuing });
        const QList<pki::Certificate> chain { pki.leaf, pki.issuing, pki.root };
        QCOMPARE(chainIn(collected, pki.leaf.serialNumber()), chain);
        QCOMPARE(chainIn(collected), chain);
        QCOMPARE(certificatesIn(collected),
            (QList<pki::Certificate> { pki.root, pki.leaf, pki.issuing }));
    }

    void theSerialNumberDecidesWhoseChainItIs()
    {
        const auto& pki = smallPki();
        const auto collected = answer({ pki.leaf, pki.issuing, pki.root });
        QCOMPARE(chainIn(collected, pki.issuing.serialNumber()),
            (QList<pki::Certificate> { pki.issuing, pki.root }));
        QVERIFY(chainIn(collected, pki::SerialNumber()).isEmpty());
    }

    void withoutIssuersTheChainIsTheLeaf()
    {
        const auto& pki = smallPki();
        QCOMPARE(chainIn(answer({ pki.leaf })), QList<pki::Certificate> { pki.leaf });
        QVERIFY(chainIn(answer({ pki.issuing, pki.root })).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestScmCollected)
#include "tst_scmcollected.moc"
