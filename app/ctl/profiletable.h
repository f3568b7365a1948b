// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/connector/connector.h>

namespace gatehouse::ctl {

/// The effective profiles as an aligned table with a heading, local ones first.
Task<Result<QString>> profileTable(
    std::shared_ptr<connector::Connector> connector, std::stop_token stop);

} // namespace gatehouse::ctl
