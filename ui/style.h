// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProxyStyle>

namespace gatehouse::ui {

/// Fusion with edges that can be seen: it derives them from the window's colour, so that on a dark
/// one fields and boxes have none, and a button that is pressed in is hardly another shade.
class Style final : public QProxyStyle {
    Q_OBJECT

public:
    Style();

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
        const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
        QPainter* painter, const QWidget* widget) const override;
};

} // namespace gatehouse::ui
