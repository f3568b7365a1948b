// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QWidget>

class QScrollArea;
class QToolButton;

namespace gatehouse::ui {

class ConnectorForm;

/// The form's parts as links beside it: a click scrolls there, the part in view is marked, and one
/// with a problem says so.
class SectionLinks final : public QWidget {
    Q_OBJECT

public:
    SectionLinks(ConnectorForm* form, QScrollArea* area, QWidget* parent);

private:
    void showPart(int index);
    void markCurrent();
    void markProblems();

    ConnectorForm* m_form;
    QScrollArea* m_area;
    QList<QToolButton*> m_links; ///< null for a part without a title
};

} // namespace gatehouse::ui
