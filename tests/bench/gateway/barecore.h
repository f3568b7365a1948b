// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

namespace gatehouse::bench {

struct CoreRun {
    QString home; ///< GATEHOUSE_HOME with the connector
    QString credentials; ///< directory of the secrets
    QString connector;
    QString profile;
    int inFlight = 1;
};

/// Enrolls each request (Base64 of the DER) with the core alone. Returns the seconds it took; ends
/// the program when one is not issued.
double enrollWithCore(const CoreRun& run, const QStringList& requests);

} // namespace gatehouse::bench
