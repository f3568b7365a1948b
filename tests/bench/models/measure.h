// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/models/tablemodel.h>
#include <ui/uistate.h>

#include <functional>

class QComboBox;

// How fast a table of the console answers.
namespace gatehouse::bench {

/// Processor time: what else the machine does is not the table's fault.
double milliseconds(const std::function<void()>& work);
void report(const QString& what, double milliseconds);
/// The longest time for which the event loop stood still until `isDone`: processor time of its
/// thread between two of its turns.
constexpr double gapLimit = 50;
double longestGap(const std::function<void()>& begin, const std::function<bool()>& isDone);
/// Prints value and limit; false when it is missed.
bool verdict(const QString& what, double milliseconds, double limit);

/// A view of the model: each keystroke of the filters with what it makes the view do (at most
/// 50 ms), and steps of the wheel with their painting (at most 16 ms), the slowest of each.
bool measureTable(
    const QString& what, ui::TableModel& model, ui::UiState& state, const QStringList& filters);

/// Each letter that is typed into a box with suggestions, with what it makes the box do (at most
/// 50 ms).
bool measureTyping(const QString& what, QComboBox& box, const QString& text);

/// Sorts by the column, downwards; the longest pause (at most 50 ms).
bool measureSort(const QString& what, ui::TableModel& model, int column);

} // namespace gatehouse::bench
