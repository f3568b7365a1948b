// SPDX-License-Identifier: Apache-2.0
#include <core/clock.h>
#include <tests/ui/contextmenu.h>
#include <ui/async.h>
#include <ui/theme.h>
#include <ui/uistate.h>
#include <ui/widgets/celldelegate.h>
#include <ui/widgets/emptystate.h>
#include <ui/widgets/iconlabel.h>
#include <ui/widgets/inlinenote.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/tableview.h>
#include <ui/widgets/textlabel.h>

#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

using namespace gatehouse;
using namespace gatehouse::ui;
using gatehouse::testsupport::actionIn;
using gatehouse::testsupport::menuByKey;

namespace {

qreal luminance(const QColor& color)
{
    const auto linear = [](qreal part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF());
}

qreal contrastOf(const QColor& one, const QColor& other)
{
    const qreal first = luminance(one) + 0.05;
    const qreal second = luminance(other) + 0.05;
    return std::max(first, second) / std::min(first, second);
}

qreal strongestContrast(const QImage& image, const QColor& ground)
{
    qreal strongest = 1;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            strongest = std::max(strongest, contrastOf(image.pixelColor(x, y), ground));
    }
    return strongest;
}

class NumberModel final : public TableModel {
public:
    explicit NumberModel(int count)
        : m_count(count)
    {
        recordsReset();
    }
    /// The numbers from `first` on.
    void setNumbers(int first, int count)
    {
        m_first = first;
        m_count = count;
        recordsReset();
    }
    int columnCount(const QModelIndex& = {}) const override { return 2; }
    int recordCount() const override { return m_count; }
    QString key(int record) const override { return QString::number(m_first + record); }
    QVariant headerData(int section, Qt::Orientation, int role) const override
    {
        return role == Qt::DisplayRole
            ? QVariant(section == 0 ? QStringLiteral("Number") : QStringLiteral("Square"))
            : QVariant();
    }

protected:
    QVariant cell(int record, int column, int role) const override
    {
        return role == Qt::DisplayRole ? QVariant(column == 0 ? record : record * record)
                                       : QVariant();
    }
    QString searchText(int record) const override { return QString::number(record); }
    bool isLess(int, int left, int right) const override { return left < right; }

private:
    int m_first = 0;
    int m_count;
};

Task<int> later(int value)
{
    SystemClock clock;
    co_await clock.wait(std::chrono::milliseconds(1), {});
    co_return value;
}

} // namespace

class TestWidgets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMessageIsReadAndClosed();
    void aMessagesActionRunsOnce();
    void anErrorFoldsItsDetailOut();
    void aCancelledOperationIsNoMessage();
    void everyIconThatIsShippedCanBeDrawn();
    void edgesAndChoicesCanBeSeen_data();
    void edgesAndChoicesCanBeSeen();
    void picturesFollowTheAppearance();
    void tonesDifferFromEachOther_data();
    void tonesDifferFromEachOther();
    void aSelectionSurvivesFilterAndSort();
    void aSelectionSurvivesOtherRecords();
    void aTableBeginsInItsOwnOrder();
    void aCellShowsWhatFits_data();
    void aCellShowsWhatFits();
    void columnsAreKept();
    void aResultIsReachedAndCopiedFromTheKeyboard();
    void onlyANoteThatMattersIsAStop();
    void aTablesMenuCopies();
    void aTablesMenuSorts();
    void aTablesMenuShowsAndHidesColumns();
    void aContinuationDiesWithItsContext();
    void anOvertakenOperationDoesNotEndTheNext();
};

void TestWidgets::aMessageIsReadAndClosed()
{
    QWidget page;
    MessageBar bar(&page);
    QVERIFY(!bar.isShown());
    bar.show(Tone::Warning, QStringLiteral("The store expires soon."));
    QVERIFY(bar.isShown());
    QCOMPARE(bar.text(), QStringLiteral("The store expires soon."));
    QVERIFY(bar.accessibleName().contains(QStringLiteral("Warning")));
    QSignalSpy closed(&bar, &MessageBar::closed);
    bar.findChild<QToolButton*>(QStringLiteral("messageClose"))->click();
    QVERIFY(!bar.isShown());
    QCOMPARE(closed.size(), 1);
}

void TestWidgets::aMessagesActionRunsOnce()
{
    QWidget page;
    MessageBar bar(&page);
    int runs = 0;
    bar.show(Tone::Info, QStringLiteral("Leave?"),
        { { QStringLiteral("Leave"), QStringLiteral("leave"), [&runs] { ++runs; } } });
    bar.findChild<QPushButton*>(QStringLiteral("leave"))->click();
    QCOMPARE(runs, 1);
    QVERIFY(!bar.isShown());
    bar.show(Tone::Info, QStringLiteral("Another."));
    QTRY_VERIFY(bar.findChild<QPushButton*>(QStringLiteral("leave")) == nullptr);
}

void TestWidgets::anErrorFoldsItsDetailOut()
{
    QWidget page;
    MessageBar bar(&page);
    bar.show(
        Error::of(ErrorKind::Network, QStringLiteral("No answer."), QStringLiteral("errno 111")));
    auto* detail = bar.findChild<QLabel*>(QStringLiteral("messageDetail"));
    QVERIFY(detail->isHidden());
    bar.findChild<QToolButton*>(QStringLiteral("messageFold"))->click();
    QVERIFY(!detail->isHidden());
    QCOMPARE(detail->text(), QStringLiteral("errno 111"));
    bar.show(Tone::Info, QStringLiteral("Well."));
    QVERIFY(detail->isHidden());
}

void TestWidgets::aCancelledOperationIsNoMessage()
{
    QWidget page;
    MessageBar bar(&page);
    bar.show(Error::cancelled());
    QVERIFY(!bar.isShown());
}

void TestWidgets::everyIconThatIsShippedCanBeDrawn()
{
    const QStringList files = QDir(QStringLiteral(":/icons")).entryList();
    QVERIFY(files.contains(QStringLiteral("certificate.svg")));
    for (const QString& file : files) {
        const QImage image = icon(file.chopped(4)).pixmap(24, 24).toImage();
        bool isDrawn = false;
        for (int y = 0; y < image.height() && !isDrawn; ++y) {
            for (int x = 0; x < image.width() && !isDrawn; ++x)
                isDrawn = qAlpha(image.pixel(x, y)) > 0;
        }
        QVERIFY2(isDrawn, qPrintable(file));
    }
}

void TestWidgets::edgesAndChoicesCanBeSeen_data()
{
    QTest::addColumn<Appearance>("appearance");
    QTest::newRow("light") << Appearance::Light;
    QTest::newRow("dark") << Appearance::Dark;
}

/// As WCAG 2.1 asks of what is needed to tell a control and its state: a contrast of 3 to 1.
void TestWidgets::edgesAndChoicesCanBeSeen()
{
    QFETCH(Appearance, appearance);
    applyAppearance(*qApp, appearance);
    QWidget window;
    window.resize(200, 120);
    auto* box = new QCheckBox(&window);
    box->move(10, 10);
    auto* choice = new QRadioButton(&window);
    choice->move(10, 40);
    auto* filter = new QToolButton(&window);
    filter->setGeometry(60, 10, 60, 30);
    filter->setCheckable(true);
    filter->setChecked(true);
    filter->setFocusPolicy(Qt::NoFocus);
    auto* focus = new QPushButton(&window);
    focus->move(10, 80);
    window.show();
    focus->setFocus();
    const QColor ground = window.palette().color(QPalette::Window);
    for (QWidget* widget : { static_cast<QWidget*>(box), static_cast<QWidget*>(choice) }) {
        const qreal contrast = strongestContrast(widget->grab().toImage(), ground);
        QVERIFY2(contrast >= 3, qPrintable(QString::number(contrast)));
    }
    const QImage chosen = filter->grab().toImage();
    const qreal contrast = contrastOf(chosen.pixelColor(chosen.width() / 2, 0), ground);
    QVERIFY2(contrast >= 3, qPrintable(QString::number(contrast)));
    filter->setChecked(false);
    QVERIFY(filter->grab().toImage().pixelColor(10, 10) != chosen.pixelColor(10, 10));
    applyAppearance(*qApp, Appearance::Light);
}

/// Chosen in the menu while the window stands there: what was made before is drawn anew.
void TestWidgets::picturesFollowTheAppearance()
{
    applyAppearance(*qApp, Appearance::Light);
    QWidget window;
    window.resize(400, 400);
    auto* layout = new QVBoxLayout(&window);
    auto* nothing =
        new EmptyState(QStringLiteral("search"), QStringLiteral("Title"), QStringLiteral("Text"));
    auto* bar = new MessageBar;
    bar->show(Tone::Success, QStringLiteral("Done"));
    auto* tabs = new QTabBar;
    tabs->addTab(icon(QStringLiteral("check")), {});
    auto* button = new QToolButton;
    button->setAutoRaise(true);
    button->setIcon(icon(QStringLiteral("copy")));
    auto* field = new QLineEdit;
    field->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    for (QWidget* widget : std::initializer_list<QWidget*> { nothing, bar, tabs, button, field })
        layout->addWidget(widget);
    window.show();
    const QList<QWidget*> pictures { nothing->findChild<QWidget*>(QStringLiteral("emptyPicture")),
        bar->findChild<IconLabel*>(), tabs, button, field };
    for (const Appearance appearance : { Appearance::Light, Appearance::Dark, Appearance::Light }) {
        applyAppearance(*qApp, appearance);
        const QColor ground = QApplication::palette().color(QPalette::Window);
        QTRY_COMPARE(window.palette().color(QPalette::Window), ground);
        for (QWidget* picture : pictures) {
            QImage image(picture->size(), QImage::Format_ARGB32_Premultiplied);
            image.fill(ground);
            picture->render(&image, {}, {}, QWidget::DrawChildren);
            const qreal contrast = strongestContrast(image, ground);
            QVERIFY2(contrast >= 3,
                qPrintable(QStringLiteral("%1 %2").arg(picture->objectName()).arg(contrast)));
        }
    }
}

void TestWidgets::tonesDifferFromEachOther_data()
{
    QTest::addColumn<Appearance>("appearance");
    QTest::newRow("light") << Appearance::Light;
    QTest::newRow("dark") << Appearance::Dark;
}

void TestWidgets::tonesDifferFromEachOther()
{
    QFETCH(Appearance, appearance);
    applyAppearance(*qApp, appearance);
    QCOMPARE(isDark(QApplication::palette()), appearance == Appearance::Dark);
    QList<QColor> colors;
    for (const Tone tone :
        { Tone::Neutral, Tone::Info, Tone::Success, Tone::Warning, Tone::Error, Tone::Waiting }) {
        const QColor color = toneColor(tone, QApplication::palette());
        QVERIFY(!colors.contains(color));
        colors.append(color);
    }
}

void TestWidgets::aSelectionSurvivesFilterAndSort()
{
    QTemporaryDir folder;
    UiState state(folder.filePath(QStringLiteral("ui.ini")));
    NumberModel model(200);
    TableView view(state, QStringLiteral("numbers"));
    view.setTableModel(&model);
    view.selectKey(QStringLiteral("42"));
    QCOMPARE(view.currentRecord(), 42);
    model.setFilter(QStringLiteral("4"));
    QCOMPARE(view.currentRecord(), 42);
    QCOMPARE(view.selectedRecords(), QList<int> { 42 });
    model.sort(0, Qt::DescendingOrder);
    QCOMPARE(view.currentRecord(), 42);
    QSignalSpy changed(&view, &TableView::currentRecordChanged);
    model.setFilter(QStringLiteral("7"));
    QCOMPARE(view.currentRecord(), -1);
    QCOMPARE(changed.size(), 1);
    model.setFilter({});
    QCOMPARE(view.currentRecord(), 42);
}

void TestWidgets::aSelectionSurvivesOtherRecords()
{
    QTemporaryDir folder;
    UiState state(folder.filePath(QStringLiteral("ui.ini")));
    NumberModel model(200);
    TableView view(state, QStringLiteral("numbers"));
    view.setTableModel(&model);
    view.selectKey(QStringLiteral("199"));
    model.setNumbers(150, 60);
    QCOMPARE(view.currentRecord(), 49);
    QCOMPARE(view.selectedRecords(), QList<int> { 49 });
    model.setNumbers(0, 10);
    QCOMPARE(view.currentRecord(), -1);
    model.setNumbers(0, 300);
    QCOMPARE(view.currentRecord(), 199);
    view.selectKey(QStringLiteral("5"));
    model.setNumbers(0, 3);
    model.setNumbers(0, 300);
    QCOMPARE(view.currentRecord(), 5);
    view.clearSelection();
    view.setCurrentIndex({});
    model.setNumbers(0, 200);
    QCOMPARE(view.currentRecord(), -1);
}

void TestWidgets::aTableBeginsInItsOwnOrder()
{
    QTemporaryDir folder;
    UiState state(folder.filePath(QStringLiteral("ui.ini")));
    NumberModel model(3);
    TableView view(state, QStringLiteral("numbers"));
    view.setWidthsAtFirst({ 30, 10 });
    view.setTableModel(&model);
    QCOMPARE(model.currentSort().column, -1);
    QVERIFY(view.columnWidth(0) >= 30 * view.fontMetrics().averageCharWidth());
    view.sortByColumn(1, Qt::DescendingOrder);
    QCOMPARE(model.recordOf(0), 2);
}

/// Something of a long text is shown, the rest is left out, and nothing leaves the cell.
void TestWidgets::aCellShowsWhatFits_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << QStringLiteral("CN=www.example.org,O=Example GmbH,C=DE");
    QTest::newRow("other letters") << QString::fromUtf8("Bundesamt für Straßenwesen, Bergisch");
}

void TestWidgets::aCellShowsWhatFits()
{
    QFETCH(QString, text);
    applyAppearance(*qApp, Appearance::Light);
    const QColor ground(Qt::white);
    const auto inkIn = [&](const QImage& image, int from, int to) {
        return strongestContrast(image.copy(from, 0, to - from, image.height()), ground) > 3;
    };
    QTableView view;
    QStandardItemModel model;
    model.appendRow(new QStandardItem(text));
    const CellDelegate delegate;
    QStyleOptionViewItem option;
    option.initFrom(&view);
    option.widget = &view;
    option.rect = QRect(50, 0, 100, 24);
    option.state = QStyle::State_Enabled | QStyle::State_Active;
    const auto painted = [&] {
        QImage image(700, 24, QImage::Format_RGB32);
        image.fill(ground);
        QPainter painter(&image);
        delegate.paint(&painter, option, model.index(0, 0));
        return image;
    };
    const QImage narrow = painted();
    QVERIFY(inkIn(narrow, 50, 100));
    QVERIFY(inkIn(narrow, 110, 150));
    QVERIFY(!inkIn(narrow, 0, 50));
    QVERIFY(!inkIn(narrow, 150, 700));
    option.rect.setWidth(600);
    const QImage wide = painted();
    QVERIFY(inkIn(wide, 150, 650));
    // From right to left it stands at the other end.
    option.direction = Qt::RightToLeft;
    const QImage mirrored = painted();
    QVERIFY(!inkIn(mirrored, 50, 150));
    QVERIFY(inkIn(mirrored, 550, 650));
}

void TestWidgets::columnsAreKept()
{
    QTemporaryDir folder;
    UiState state(folder.filePath(QStringLiteral("ui.ini")));
    NumberModel model(3);
    {
        TableView view(state, QStringLiteral("numbers"));
        view.setTableModel(&model);
        view.horizontalHeader()->moveSection(0, 1);
        view.hideColumn(0);
    }
    TableView view(state, QStringLiteral("numbers"));
    view.setTableModel(&model);
    QVERIFY(view.isColumnHidden(0));
    QCOMPARE(view.horizontalHeader()->visualIndex(0), 1);
}

void TestWidgets::aResultIsReachedAndCopiedFromTheKeyboard()
{
    QWidget page;
    auto* field = new QLineEdit(&page);
    auto* hint = textLabel(QStringLiteral("hint"), &page, TextStop::None);
    hint->setText(QStringLiteral("Any spelling will do."));
    auto* result = textLabel(QStringLiteral("result"), &page);
    result->setText(QStringLiteral("Found."));
    page.show();
    page.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&page));
    field->setFocus();
    QTest::keyClick(field, Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), result);
    QTest::keySequence(result, QKeySequence::SelectAll);
    QTest::keySequence(result, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("Found."));
    // Where the mouse has put the focus, the keys select as well.
    hint->setFocus();
    QTest::keySequence(hint, QKeySequence::SelectAll);
    QCOMPARE(hint->selectedText(), hint->text());
}

void TestWidgets::onlyANoteThatMattersIsAStop()
{
    QWidget page;
    QLineEdit field(&page);
    InlineNote note(QStringLiteral("note"), &field, &page);
    const auto* text = note.findChild<QLabel*>(QStringLiteral("noteText"));
    const auto isStop = [text] { return (text->focusPolicy() & Qt::TabFocus) != 0; };
    note.show(Tone::Info, QStringLiteral("The type is known."));
    QVERIFY(!isStop());
    note.showError(QStringLiteral("The file is missing."));
    QVERIFY(isStop());
    note.show(Tone::Info, QStringLiteral("The type is known."));
    QVERIFY(!isStop());
}

void TestWidgets::aTablesMenuCopies()
{
    QTemporaryDir folder;
    UiState state(folder.filePath(QStringLiteral("ui.ini")));
    NumberModel model(20);
    TableView view(state, QStringLiteral("numbers"));
    view.setTableModel(&model);
    view.addAction(new QAction(QStringLiteral("Of the page"), &view));
    view.resize(300, 200);
    view.show();
    const QMenu* empty = menuByKey(view);
    QCOMPARE(empty->actions().first()->text(), QStringLiteral("Of the page"));
    QVERIFY(!actionIn(empty, "copyCell")->isEnabled());
    QVERIFY(!actionIn(empty, "copyRow")->isEnabled());
    QVERIFY(!actionIn(empty, "copyRow")->toolTip().isEmpty());

    view.setCurrentIndex(model.index(12, 1));
    const QMenu* menu = menuByKey(view);
    // Beside the row, wherever the pointer is.
    QVERIFY(
        view.visualRect(view.currentIndex()).contains(view.viewport()->mapFromGlobal(menu->pos())));
    actionIn(menu, "copyCell")->trigger();
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("144"));
    actionIn(menu, "copyRow")->trigger();
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("12\t144"));
}

void TestWidgets::aTablesMenuSorts()
{
    QTemporaryDir folder;
    UiState state(folder.filePath(QStringLiteral("ui.ini")));
    NumberModel model(20);
    TableView view(state, QStringLiteral("numbers"));
    view.setTableModel(&model);
    const auto choose = [&view](const char* name) { actionIn(menuByKey(view), name)->trigger(); };
    choose("sortBy1");
    QCOMPARE(model.currentSort(), (TableSort { 1, Qt::AscendingOrder }));
    const QMenu* menu = menuByKey(view);
    QVERIFY(actionIn(menu, "sortBy1")->isChecked());
    QVERIFY(actionIn(menu, "sortBy1")->text().contains(QStringLiteral("ascending")));
    QVERIFY(!actionIn(menu, "sortBy0")->isChecked());
    choose("sortBy1");
    QCOMPARE(model.currentSort(), (TableSort { 1, Qt::DescendingOrder }));
    QCOMPARE(view.horizontalHeader()->sortIndicatorOrder(), Qt::DescendingOrder);
    choose("sortBy1");
    QCOMPARE(model.currentSort(), (TableSort { 1, Qt::AscendingOrder }));
    choose("sortBy-1");
    QCOMPARE(model.currentSort(), TableSort());
}

void TestWidgets::aTablesMenuShowsAndHidesColumns()
{
    QTemporaryDir folder;
    UiState state(folder.filePath(QStringLiteral("ui.ini")));
    NumberModel model(20);
    TableView view(state, QStringLiteral("numbers"));
    view.setTableModel(&model);
    actionIn(menuByKey(view), "column0")->trigger();
    QVERIFY(view.isColumnHidden(0));
    const QMenu* menu = menuByKey(view);
    QVERIFY(actionIn(menu, "sortBy0") == nullptr);
    QVERIFY(!actionIn(menu, "column1")->isEnabled());
    QVERIFY(!actionIn(menu, "column1")->toolTip().isEmpty());
    actionIn(menu, "column0")->trigger();
    QVERIFY(!view.isColumnHidden(0));
}

void TestWidgets::aContinuationDiesWithItsContext()
{
    int seen = 0;
    auto context = std::make_unique<QObject>();
    consume(later(1), context.get(), [&seen](int value) { seen += value; });
    context.reset();
    QObject other;
    consume(later(10), &other, [&seen](int value) { seen += value; });
    QTRY_COMPARE(seen, 10);
}

void TestWidgets::anOvertakenOperationDoesNotEndTheNext()
{
    Operation operation;
    const std::stop_token first = operation.begin();
    const std::stop_token second = operation.begin();
    QVERIFY(first.stop_requested());
    QVERIFY(!second.stop_requested());
    QVERIFY(!operation.end(first));
    QVERIFY(operation.isRunning());
    QVERIFY(operation.end(second));
    QVERIFY(!operation.isRunning());
}

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
