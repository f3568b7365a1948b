// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>

namespace gatehouse::workspace {

/// What a file that somebody hands over is, told by its content alone.
enum class FileContent { Request, Certificate, Connectors, KeyStore, Unknown };
FileContent recognise(QByteArrayView bytes);

} // namespace gatehouse::workspace
