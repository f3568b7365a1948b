// SPDX-License-Identifier: Apache-2.0
#include <tests/bench/models/measure.h>
#include <ui/widgets/tableview.h>

#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollBar>
#include <QTextStream>

#include <algorithm>
#include <ctime>

namespace gatehouse::bench {

namespace {

constexpr double keystrokeLimit = 50;
constexpr double scrollLimit = 16;

/// The slowest keystroke of typing and taking away each filter.
double slowestKeystroke(ui::TableModel& model, const QStringList& filters)
{
    double slowest = 0;
    for (const QString& filter : filters) {
        for (qsizetype length = 1; length <= filter.size(); ++length) {
            slowest = std::max(slowest, milliseconds([&] {
                model.setFilter(filter.left(length));
                QApplication::processEvents();
            }));
        }
        for (qsizetype length = filter.size() - 1; length >= 0; --length) {
            slowest = std::max(slowest, milliseconds([&] {
                model.setFilter(filter.left(length));
                QApplication::processEvents();
            }));
        }
    }
    return slowest;
}

/// Wheel and Page Down in turn.
double slowestScroll(ui::TableView& view)
{
    constexpr int steps = 200;
    constexpr int linesOfAWheelStep = 3;
    QScrollBar* bar = view.verticalScrollBar();
    double slowest = 0;
    for (int step = 0; step < steps; ++step) {
        const int distance =
            step % 2 == 0 ? bar->singleStep() * linesOfAWheelStep : bar->pageStep();
        slowest = std::max(slowest, milliseconds([&] {
            bar->setValue(bar->value() + distance);
            QApplication::processEvents();
        }));
    }
    return slowest;
}

} // namespace

double milliseconds(const std::function<void()>& work)
{
    constexpr double perSecond = 1000;
    const std::clock_t start = std::clock();
    work();
    return perSecond * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

double longestGap(const std::function<void()>& begin, const std::function<bool()>& isDone)
{
    const auto spent = [] {
        constexpr double perSecond = 1000;
        constexpr double perNanosecond = 1e-6;
        timespec time {};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return perSecond * static_cast<double>(time.tv_sec)
            + perNanosecond * static_cast<double>(time.tv_nsec);
    };
    double longest = 0;
    double former = spent();
    const auto turn = [&] {
        const double now = spent();
        longest = std::max(longest, now - former);
        former = now;
    };
    begin();
    turn();
    while (!isDone()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        turn();
    }
    QApplication::processEvents();
    turn();
    return longest;
}

void report(const QString& what, double milliseconds)
{
    QTextStream(stdout) << what << ": " << QString::number(milliseconds, 'f', 1) << " ms\n";
}

bool verdict(const QString& what, double milliseconds, double limit)
{
    const bool isFine = milliseconds <= limit;
    QTextStream(stdout) << what << ": " << QString::number(milliseconds, 'f', 1) << " ms (limit "
                        << limit << " ms) " << (isFine ? "ok" : "MISSED") << '\n';
    return isFine;
}

bool measureSort(const QString& what, ui::TableModel& model, int column)
{
    return verdict(what + QStringLiteral(": the longest pause of sorting them"),
        longestGap(
            [&] { model.sort(column, Qt::DescendingOrder); }, [&] { return !model.isSorting(); }),
        gapLimit);
}

bool measureTyping(const QString& what, QComboBox& box, const QString& text)
{
    box.setEditText({});
    box.lineEdit()->setFocus();
    double slowest = 0;
    const auto press = [&](int key, const QString& letter) {
        slowest = std::max(slowest, milliseconds([&] {
            QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier, letter);
            QApplication::sendEvent(box.lineEdit(), &event);
            QApplication::processEvents();
        }));
    };
    for (const QChar letter : text)
        press(0, letter);
    for (qsizetype left = text.size(); left > 0; --left)
        press(Qt::Key_Backspace, {});
    return verdict(what + QStringLiteral(", a letter typed"), slowest, keystrokeLimit);
}

bool measureTable(
    const QString& what, ui::TableModel& model, ui::UiState& state, const QStringList& filters)
{
    ui::TableView view(state, QStringLiteral("bench"));
    view.setTableModel(&model);
    view.resize(1200, 800);
    view.show();
    view.selectRow(0);
    QApplication::processEvents();
    const bool isQuick = verdict(
        what + QStringLiteral(", a keystroke"), slowestKeystroke(model, filters), keystrokeLimit);
    const bool isSmooth =
        verdict(what + QStringLiteral(", a scroll step"), slowestScroll(view), scrollLimit);
    return isQuick && isSmooth;
}

} // namespace gatehouse::bench
