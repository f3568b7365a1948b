// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QIcon>
#include <QPalette>
#include <QString>

class QApplication;
class QWidget;

// How the console looks. Everything is drawn from the palette, so that light, dark and a desktop's
// own colours all work; colour never carries a meaning alone.
namespace gatehouse::ui {

enum class Appearance { System, Light, Dark };

/// Fusion with our palette; System follows the desktop's lightness.
void applyAppearance(QApplication& application, Appearance appearance);
bool isDark(const QPalette& palette);

/// What a thing's state means; each has a colour and an icon.
enum class Tone { Neutral, Info, Success, Warning, Error, Waiting };
QColor toneColor(Tone tone, const QPalette& palette);
/// A faint background of the tone.
QColor toneBackground(Tone tone, const QPalette& palette);
QIcon toneIcon(Tone tone);

/// An icon of resources/icons by its name ("copy"), drawn in the colour of the palette's text, and
/// redrawn when that changes. Null, with a warning in the log, when there is none.
QIcon icon(const QString& name);

/// Spacing in device-independent pixels.
constexpr int smallGap = 4;
constexpr int gap = 8;
constexpr int wideGap = 16;
constexpr int pageMargin = 20;

/// A font for code, serial numbers, PEM.
QFont monospaceFont();
/// Makes a label a page or section heading.
void styleHeading(QWidget* label, int level);
/// Secondary text: hints, units, times.
void styleSecondary(QWidget* label);

} // namespace gatehouse::ui
