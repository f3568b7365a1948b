// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/profiles/profile.h>

// Profiles in words, for tables, details and comparisons.
namespace gatehouse::profiles {

/// "EC P-256 P-384, RSA 2048": an algorithm once, its parameters in order.
QString keyTypesText(const QList<pki::KeyType>& keyTypes);
/// "30, 365"
QString termsText(const QList<int>& terms);
QString sourceName(Source source); ///< translated: "local", "Sectigo", "default"
QString originName(Origin origin); ///< translated: "local", "Sectigo", "local + Sectigo"

/// One value of a profile, as it is used, with where it comes from.
struct DescribedValue {
    QString key; ///< stable: "key-types", or a property's own name
    QString label; ///< translated
    QString text; ///< empty when there is none
    Source source = Source::Default;
    bool operator==(const DescribedValue&) const = default;
};

/// Every value of a profile in the order of its details. Further properties come last.
QList<DescribedValue> describe(const ListedProfile& listed);

enum class Difference {
    None,
    Order, ///< the same items in another order, so that another one comes first
    Value
};

/// One value of two profiles.
struct ComparedValue {
    QString label;
    DescribedValue left; ///< empty text where only the right one has it
    DescribedValue right;
    Difference difference = Difference::None;
};

/// Two profiles side by side, in the order of `describe`.
QList<ComparedValue> compare(const ListedProfile& left, const ListedProfile& right);

} // namespace gatehouse::profiles
