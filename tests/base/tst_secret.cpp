// SPDX-License-Identifier: Apache-2.0
#include <core/error.h>
#include <core/secret.h>

#include <QTest>
#include <QVariant>

using namespace gatehouse;

// A secret must not be printable, nor turn into text or a variant by itself.
template <class T>
concept Printable = requires(T value, QDebug debug)
{
    debug << value;
};
static_assert(!Printable<Secret>);
static_assert(Printable<Error>);
static_assert(!std::is_convertible_v<Secret, QString>);
static_assert(!std::is_convertible_v<Secret, QByteArray>);
static_assert(!std::is_convertible_v<Secret, QVariant>);
static_assert(!std::is_convertible_v<QString, Secret>);

class TestSecret : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsItsBytes();
    void takingTheBytesWipesTheSource();
    void comparesByContent();
    void isWipedWithItsLastCopy();
    void spellsUtf16AsJavaDoes();
    void randomOnesDiffer();
    void aSharedArrayIsLeftAlone();
};

void TestSecret::keepsItsBytes()
{
    QCOMPARE(Secret::fromString(QStringLiteral("pä✓")).utf8().toByteArray(),
        QByteArray("p\xc3\xa4\xe2\x9c\x93"));
    QVERIFY(Secret().isEmpty());
    QVERIFY(Secret::fromUtf8(QByteArrayView()).isEmpty());
    QCOMPARE(Secret::fromUtf8(QByteArrayView("a\0b", 3)).size(), 3);
}

void TestSecret::takingTheBytesWipesTheSource()
{
    QByteArray bytes("hunter2");
    bytes.detach();
    const char* memory = bytes.constData();
    const QByteArrayView view(memory, bytes.size());
    Q_UNUSED(view)
    const Secret secret = Secret::fromUtf8(std::move(bytes));
    QCOMPARE(secret.utf8().toByteArray(), QByteArray("hunter2"));
    QVERIFY(bytes.isEmpty()); // NOLINT(bugprone-use-after-move): what is left behind is the point
}

void TestSecret::comparesByContent()
{
    QVERIFY(Secret::fromString(QStringLiteral("a")) == Secret::fromString(QStringLiteral("a")));
    QVERIFY(!(Secret::fromString(QStringLiteral("a")) == Secret::fromString(QStringLiteral("b"))));
    QVERIFY(!(Secret::fromString(QStringLiteral("a")) == Secret::fromString(QStringLiteral("ab"))));
    QVERIFY(Secret() == Secret());
    QVERIFY(!(Secret() == Secret::fromString(QStringLiteral("a"))));
}

void TestSecret::isWipedWithItsLastCopy()
{
    // A copy shares the buffer: the bytes stay at one address until the last owner goes.
    Secret first = Secret::fromString(QStringLiteral("one buffer"));
    const Secret second = first;
    QCOMPARE(static_cast<const void*>(first.utf8().data()),
        static_cast<const void*>(second.utf8().data()));
    first = Secret();
    QCOMPARE(second.utf8().toByteArray(), QByteArray("one buffer"));
}

void TestSecret::spellsUtf16AsJavaDoes()
{
    // U+1F511 is a surrogate pair in Java's char[].
    QCOMPARE(Secret::fromString(QStringLiteral("aé🔑")).utf16BigEndian().utf8().toByteArray(),
        QByteArray::fromHex("006100e9d83ddd11"));
}

void TestSecret::randomOnesDiffer()
{
    const Secret first = Secret::random(32);
    QVERIFY(!(first == Secret::random(32)));
    QCOMPARE(first.size(), 43); // 32 bytes in unpadded Base64
}

void TestSecret::aSharedArrayIsLeftAlone()
{
    QByteArray original("shared");
    QByteArray copy = original;
    wipe(copy);
    QCOMPARE(original, QByteArray("shared"));
    QVERIFY(copy.isEmpty());
}

QTEST_GUILESS_MAIN(TestSecret)
#include "tst_secret.moc"
