// SPDX-License-Identifier: Apache-2.0
#include <core/scm/types.h>

#include <algorithm>
#include <array>

namespace gatehouse::scm {

namespace {

struct StatusWord {
    Status status;
    const char* word;
};

constexpr std::array statusWords {
    StatusWord { Status::Init, "Init" },
    StatusWord { Status::Requested, "Requested" },
    StatusWord { Status::SaApproved, "SAApproved" },
    StatusWord { Status::Approved, "Approved" },
    StatusWord { Status::Applied, "Applied" },
    StatusWord { Status::Issued, "Issued" },
    StatusWord { Status::Declined, "Declined" },
    StatusWord { Status::Rejected, "Rejected" },
    StatusWord { Status::Invalid, "Invalid" },
    StatusWord { Status::Replaced, "Replaced" },
    StatusWord { Status::Revoked, "Revoked" },
    StatusWord { Status::Expired, "Expired" },
    StatusWord { Status::Unmanaged, "Unmanaged" },
};

} // namespace

Status parseStatus(QStringView text)
{
    QString compact;
    for (const QChar c : text) {
        if (c.isLetter())
            compact.append(c);
    }
    const auto found = std::ranges::find_if(statusWords, [&compact](const StatusWord& entry) {
        return compact.compare(QLatin1String(entry.word), Qt::CaseInsensitive) == 0;
    });
    return found == statusWords.end() ? Status::Unknown : found->status;
}

QString statusName(Status status)
{
    const auto found = std::ranges::find(statusWords, status, &StatusWord::status);
    return found == statusWords.end() ? QStringLiteral("Unknown") : QLatin1String(found->word);
}

bool isFinalFailure(Status status)
{
    switch (status) {
    case Status::Declined:
    case Status::Rejected:
    case Status::Invalid:
    case Status::Revoked:
        return true;
    case Status::Unknown:
    case Status::Init:
    case Status::Requested:
    case Status::SaApproved:
    case Status::Approved:
    case Status::Applied:
    case Status::Issued:
    case Status::Replaced:
    case Status::Expired:
    case Status::Unmanaged:
        break;
    }
    return false;
}

QString collectFormatName(CollectFormat format)
{
    switch (format) {
    case CollectFormat::X509:
        return QStringLiteral("x509");
    case CollectFormat::X509R:
        return QStringLiteral("x509R");
    case CollectFormat::X509CO:
        return QStringLiteral("x509CO");
    case CollectFormat::X509IO:
        return QStringLiteral("x509IO");
    case CollectFormat::X509IOR:
        return QStringLiteral("x509IOR");
    case CollectFormat::Base64:
        return QStringLiteral("base64");
    case CollectFormat::Bin:
        return QStringLiteral("bin");
    case CollectFormat::Pem:
        return QStringLiteral("pem");
    case CollectFormat::PemCo:
        return QStringLiteral("pemco");
    case CollectFormat::PemIa:
        break;
    }
    return QStringLiteral("pemia");
}

} // namespace gatehouse::scm
