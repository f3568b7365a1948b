// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>
#include <QStyledItemDelegate>

#include <array>

namespace gatehouse::ui {

/// Paints cells of one line: a text, with an icon in front where there is one. The style lays each
/// text out several times for that, and one step of scrolling paints two hundred cells.
class CellDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;

private:
    /// The text, or as much of its beginning as fits, with an ellipsis; a few pixels more or less.
    QString fitting(const QString& text, const QFont& font, int width) const;
    void measure(const QFont& font) const;

    static constexpr std::size_t asciiCharacters = 128;
    mutable QFont m_font; ///< of which the widths are
    mutable std::array<qreal, asciiCharacters> m_widths {};
    mutable qreal m_ellipsisWidth = -1; ///< negative: nothing is measured yet
};

} // namespace gatehouse::ui
