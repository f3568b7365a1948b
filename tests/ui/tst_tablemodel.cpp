// SPDX-License-Identifier: Apache-2.0
#include <core/background.h>
#include <ui/models/tablemodel.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

using gatehouse::ui::RecordOrder;
using gatehouse::ui::TableModel;

namespace {

struct Fruit {
    QString name;
    int weight = 0;
};

class FruitModel final : public TableModel {
public:
    enum Columns { Name, Weight, ColumnCount };

    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }
    int recordCount() const override { return static_cast<int>(m_fruits.size()); }
    QString key(int record) const override { return m_fruits.at(record).name; }
    void setFruits(const QList<Fruit>& fruits)
    {
        m_fruits = fruits;
        recordsReset();
    }
    void insert(int record, const Fruit& fruit)
    {
        m_fruits.insert(record, fruit);
        recordInserted(record);
    }
    void change(int record, const Fruit& fruit)
    {
        m_fruits[record] = fruit;
        recordChanged(record);
    }
    void setHeaviest(int weight)
    {
        m_heaviest = weight;
        acceptanceChanged();
    }
    QStringList names() const
    {
        QStringList names;
        for (int row = 0; row < rowCount(); ++row)
            names.append(index(row, Name).data().toString());
        return names;
    }

protected:
    QVariant cell(int record, int column, int role) const override
    {
        const Fruit& fruit = m_fruits.at(record);
        if (role == Qt::DisplayRole)
            return column == Name ? fruit.name : QStringLiteral("%1 g").arg(fruit.weight);
        if (role == rawDataRole)
            return column == Name ? QVariant(fruit.name) : QVariant(fruit.weight);
        return {};
    }
    QString searchText(int record) const override
    {
        return m_fruits.at(record).name + u' ' + QString::number(m_fruits.at(record).weight);
    }
    bool isLess(int column, int left, int right) const override
    {
        return isFruitLess(m_fruits, column, left, right);
    }
    RecordOrder detachedOrder(int column) const override
    {
        return [fruits = m_fruits, column](
                   int left, int right) { return isFruitLess(fruits, column, left, right); };
    }
    bool accepts(int record) const override { return m_fruits.at(record).weight <= m_heaviest; }

private:
    static bool isFruitLess(const QList<Fruit>& fruits, int column, int left, int right)
    {
        return column == Name ? fruits.at(left).name < fruits.at(right).name
                              : fruits.at(left).weight < fruits.at(right).weight;
    }

    QList<Fruit> m_fruits;
    int m_heaviest = 10'000;
};

const QList<Fruit> fruits { { QStringLiteral("Quince"), 200 }, { QStringLiteral("apple"), 150 },
    { QStringLiteral("Melon"), 1500 }, { QStringLiteral("Pear"), 150 } };

constexpr int many = 20'000;

/// From the heaviest to the lightest.
QList<Fruit> manyFruits()
{
    QList<Fruit> list;
    for (int number = 0; number < many; ++number)
        list.append({ QString::number(number), many - number });
    return list;
}

} // namespace

class TestTableModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsRecordsInTheirOwnOrderUntilSorted();
    void filtersByAllWords_data();
    void filtersByAllWords();
    void sortsAndKeepsEqualRecordsInOrder();
    void sortsWithinAFilter();
    void tellsTheChangeOfOneRecord();
    void movesAChangedRecordToItsPlace();
    void putsANewRecordInItsPlace();
    void aThreadSortsALongTable();
    void whatChangesWhileItSortsIsSortedToo();
    void theLastSortWins();
    void mayGoWhileItSorts();
    void hidesWhatIsNotAccepted();
    void survivesAnEmptyTable();
    void isAModelThatQtAccepts();
};

void TestTableModel::showsRecordsInTheirOwnOrderUntilSorted()
{
    FruitModel model;
    model.setFruits(fruits);
    QCOMPARE(model.names(),
        QStringList({ QStringLiteral("Quince"), QStringLiteral("apple"), QStringLiteral("Melon"),
            QStringLiteral("Pear") }));
    QCOMPARE(model.recordOf(2), 2);
    QCOMPARE(model.recordOf(4), -1);
    QCOMPARE(model.recordOf(-1), -1);
}

void TestTableModel::filtersByAllWords_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QStringList>("names");
    const QStringList all { QStringLiteral("Quince"), QStringLiteral("apple"),
        QStringLiteral("Melon"), QStringLiteral("Pear") };
    QTest::newRow("nothing shows everything") << QString() << all;
    QTest::newRow("blanks show everything") << QStringLiteral("  ") << all;
    QTest::newRow("case does not matter")
        << QStringLiteral("MEL") << QStringList { QStringLiteral("Melon") };
    QTest::newRow("a part of a word is enough")
        << QStringLiteral("p") << QStringList { QStringLiteral("apple"), QStringLiteral("Pear") };
    QTest::newRow("all words must be there")
        << QStringLiteral("150 pea") << QStringList { QStringLiteral("Pear") };
    QTest::newRow("nothing fits") << QStringLiteral("plum") << QStringList();
}

void TestTableModel::filtersByAllWords()
{
    QFETCH(QString, filter);
    QFETCH(QStringList, names);
    FruitModel model;
    model.setFruits(fruits);
    model.setFilter(filter);
    QCOMPARE(model.names(), names);
}

void TestTableModel::sortsAndKeepsEqualRecordsInOrder()
{
    FruitModel model;
    model.setFruits(fruits);
    model.sort(FruitModel::Weight, Qt::AscendingOrder);
    QCOMPARE(model.names(),
        QStringList({ QStringLiteral("apple"), QStringLiteral("Pear"), QStringLiteral("Quince"),
            QStringLiteral("Melon") }));
    model.sort(FruitModel::Weight, Qt::DescendingOrder);
    QCOMPARE(model.names(),
        QStringList({ QStringLiteral("Melon"), QStringLiteral("Quince"), QStringLiteral("apple"),
            QStringLiteral("Pear") }));
    model.sort(-1, Qt::AscendingOrder);
    QCOMPARE(model.names(),
        QStringList({ QStringLiteral("Quince"), QStringLiteral("apple"), QStringLiteral("Melon"),
            QStringLiteral("Pear") }));
}

void TestTableModel::sortsWithinAFilter()
{
    FruitModel model;
    model.setFruits(fruits);
    model.setFilter(QStringLiteral("e"));
    model.sort(FruitModel::Name, Qt::AscendingOrder);
    QCOMPARE(model.names(),
        QStringList({ QStringLiteral("Melon"), QStringLiteral("Pear"), QStringLiteral("Quince"),
            QStringLiteral("apple") }));
    QCOMPARE(model.rowOf(0), 2);
    model.setFilter(QStringLiteral("melon"));
    QCOMPARE(model.rowOf(0), -1);
}

void TestTableModel::tellsTheChangeOfOneRecord()
{
    FruitModel model;
    model.setFruits(fruits);
    model.sort(FruitModel::Weight, Qt::AscendingOrder);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.change(2, { QStringLiteral("Watermelon"), 1600 });
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.first().first().toModelIndex().row(), 3);
    QVERIFY(reset.isEmpty());
    model.setFilter(QStringLiteral("water"));
    QCOMPARE(model.rowCount(), 1);
}

void TestTableModel::movesAChangedRecordToItsPlace()
{
    FruitModel model;
    model.setFruits(fruits);
    model.sort(FruitModel::Weight, Qt::AscendingOrder);
    model.change(2, { QStringLiteral("Gooseberry"), 5 });
    QCOMPARE(model.names().first(), QStringLiteral("Gooseberry"));
}

void TestTableModel::putsANewRecordInItsPlace()
{
    FruitModel model;
    model.setFruits(fruits);
    model.insert(1, { QStringLiteral("Fig"), 60 });
    QCOMPARE(model.names().at(1), QStringLiteral("Fig"));
    QCOMPARE(model.names().size(), 5);
    model.sort(FruitModel::Weight, Qt::DescendingOrder);
    model.insert(0, { QStringLiteral("Lemon"), 155 });
    QCOMPARE(model.names(),
        QStringList({ QStringLiteral("Melon"), QStringLiteral("Quince"), QStringLiteral("Lemon"),
            QStringLiteral("apple"), QStringLiteral("Pear"), QStringLiteral("Fig") }));
    model.setFilter(QStringLiteral("155"));
    QCOMPARE(model.names(), QStringList { QStringLiteral("Lemon") });
}

void TestTableModel::aThreadSortsALongTable()
{
    FruitModel model;
    model.setHeaviest(many);
    model.setFruits(manyFruits());
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.sort(FruitModel::Weight, Qt::AscendingOrder);
    QVERIFY(model.isSorting());
    QVERIFY(reset.isEmpty());
    QCOMPARE(model.recordOf(0), 0); // as it stood
    QTRY_VERIFY(!model.isSorting());
    QCOMPARE(reset.size(), 1);
    QCOMPARE(model.recordOf(0), many - 1);
    QCOMPARE(model.rowCount(), many);
    // Its own order is there at once.
    model.sort(-1, Qt::DescendingOrder);
    QVERIFY(!model.isSorting());
    QCOMPARE(model.recordOf(0), 0);
    // And what takes the place of all is sorted again.
    model.sort(FruitModel::Weight, Qt::AscendingOrder);
    model.setFruits(manyFruits());
    QCOMPARE(model.recordOf(0), many - 1);
    QTest::qWait(50);
    QCOMPARE(model.recordOf(0), many - 1);
}

void TestTableModel::whatChangesWhileItSortsIsSortedToo()
{
    FruitModel model;
    model.setHeaviest(many);
    model.setFruits(manyFruits());
    model.sort(FruitModel::Weight, Qt::AscendingOrder);
    model.insert(0, { QStringLiteral("Currant"), 0 });
    model.change(1, { QStringLiteral("Raisin"), -1 });
    QCOMPARE(model.rowCount(), many + 1);
    QTRY_VERIFY(!model.isSorting());
    const QStringList names = model.names();
    QCOMPARE(names.first(), QStringLiteral("Raisin"));
    QCOMPARE(names.at(1), QStringLiteral("Currant"));
    QCOMPARE(names.size(), many + 1);
}

void TestTableModel::theLastSortWins()
{
    FruitModel model;
    model.setHeaviest(many);
    model.setFruits(manyFruits());
    model.sort(FruitModel::Weight, Qt::AscendingOrder);
    model.sort(FruitModel::Weight, Qt::DescendingOrder);
    model.setFilter(QStringLiteral("77"));
    QTRY_VERIFY(!model.isSorting());
    QCOMPARE(model.names().first(), QStringLiteral("23")); // of 19977 g, the heaviest with a 77
    model.setFilter({});
    QCOMPARE(model.recordOf(0), 0);
}

void TestTableModel::mayGoWhileItSorts()
{
    auto model = std::make_unique<FruitModel>();
    model->setHeaviest(many);
    model->setFruits(manyFruits());
    model->sort(FruitModel::Weight, Qt::AscendingOrder);
    QVERIFY(model->isSorting());
    model.reset();
    gatehouse::backgroundThreads()->waitForDone();
    QTest::qWait(50);
}

void TestTableModel::hidesWhatIsNotAccepted()
{
    FruitModel model;
    model.setFruits(fruits);
    model.setHeaviest(1000);
    QVERIFY(!model.names().contains(QStringLiteral("Melon")));
    QCOMPARE(model.rowCount(), 3);
}

void TestTableModel::survivesAnEmptyTable()
{
    FruitModel model;
    model.setFilter(QStringLiteral("x"));
    model.sort(FruitModel::Name, Qt::DescendingOrder);
    model.setFruits({});
    QCOMPARE(model.rowCount(), 0);
}

void TestTableModel::isAModelThatQtAccepts()
{
    FruitModel model;
    const QAbstractItemModelTester tester(
        &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFruits(fruits);
    model.setFilter(QStringLiteral("e"));
    model.sort(FruitModel::Weight, Qt::DescendingOrder);
    model.change(1, { QStringLiteral("Grape"), 2 });
    model.setFilter({});
    model.setFruits({});
}

QTEST_GUILESS_MAIN(TestTableModel)
#include "tst_tablemodel.moc"
