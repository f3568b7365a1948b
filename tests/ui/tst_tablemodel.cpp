// SPDX-License-Identifier: Apache-2.0
#include <ui/models/tablemodel.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

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
        return column == Name ? m_fruits.at(left).name < m_fruits.at(right).name
                              : m_fruits.at(left).weight < m_fruits.at(right).weight;
    }
    bool accepts(int record) const override { return m_fruits.at(record).weight <= m_heaviest; }

private:
    QList<Fruit> m_fruits;
    int m_heaviest = 10'000;
};

const QList<Fruit> fruits { { QStringLiteral("Quince"), 200 }, { QStringLiteral("apple"), 150 },
    { QStringLiteral("Melon"), 1500 }, { QStringLiteral("Pear"), 150 } };

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

QTEST_APPLESS_MAIN(TestTableModel)
#include "tst_tablemodel.moc"
