// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/pki/certificate.h>
#include <core/result.h>
#include <core/scm/types.h>

#include <optional>

namespace gatehouse::scm {

/// Every certificate of a collect's answer, in its order. Empty where there is none to be had: not
/// ready, refused, or something else than certificates.
QList<pki::Certificate> certificatesIn(const Result<Collected>& collected);

/// The chain in a collect's answer (CollectFormat::X509), leaf first, ordered by signature. The
/// leaf is the certificate with this serial number; without one, the first that is no CA's. Empty
/// where it is not there.
QList<pki::Certificate> chainIn(
    const Result<Collected>& collected, const std::optional<pki::SerialNumber>& serial = {});

} // namespace gatehouse::scm
