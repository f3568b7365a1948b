// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/workspace.h>
#include <ui/page.h>
#include <ui/uistate.h>

namespace gatehouse::ui {

/// The console's pages, each made when it is first shown.
Page* makePage(PageId page, workspace::Workspace& workspace, UiState& state, QWidget* parent);

} // namespace gatehouse::ui
