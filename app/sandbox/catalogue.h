// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json.h"

#include <QList>

#include <optional>

namespace gatehouse::sandbox {

/// What becomes of a request for a profile.
enum class LifeCycle {
    Normal, ///< Requested, Approved, Applied, Issued
    WaitsForApproval, ///< stays Requested until somebody approves or declines it
    Declined, ///< an administrator declines it after a second
    NeverReady, ///< stays Applied
    Rejected ///< the CA refuses it
};

/// Key sizes or curves of one algorithm, in SCM's words.
struct KeyTypeList {
    QString algorithm;
    QStringList parameters;
};

/// An SSL certificate profile ("type" in SCM's paths).
struct Profile {
    qint64 id = 0;
    QString name;
    QString description;
    std::optional<QList<int>> terms; ///< days, in SCM's order
    std::optional<QList<KeyTypeList>> keyTypes; ///< in SCM's order
    LifeCycle lifeCycle = LifeCycle::Normal;
};

struct Department {
    qint64 id = 0;
    QString name;
};

struct Organization {
    qint64 id = 0;
    QString name;
    QString country;
    bool ssl = true;
    QList<Department> departments;
    QList<qint64> profiles;
};

/// The customer: what SCM knows before the first certificate. It never changes.
class Catalogue {
public:
    Catalogue();

    const QList<Organization>& organizations() const { return m_organizations; }
    /// The organization with this id, or the one whose department has it; null where there is none.
    const Organization* organizationOf(qint64 id) const;
    const Profile* profile(qint64 id) const;
    /// The profiles an organization or department may use; all of them without an id.
    QList<Profile> profilesOf(std::optional<qint64> organizationId) const;

    /// As `GET organization/v1` lists them.
    Json organizationList() const;
    /// As `GET organization/v1/{id}` shows one; nothing where there is none.
    std::optional<Json> organizationDetails(qint64 id) const;

private:
    QList<Organization> m_organizations;
    QList<Profile> m_profiles;
};

/// As `GET ssl/v1/types` lists it.
Json toJson(const Profile& profile);

} // namespace gatehouse::sandbox
