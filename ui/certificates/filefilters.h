// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/delivery.h>

// What a file dialog calls the formats of certificates.
namespace gatehouse::ui {

QString certificateFilter(workspace::CertificateFormat format);
QString pkcs12Filter();

} // namespace gatehouse::ui
