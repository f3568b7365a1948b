// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/secret.h>

namespace gatehouse::pki {

/// How long a password holds when someone has the file it protects and tries at leisure.
enum class PasswordStrength {
    None, ///< empty
    Weak, ///< minutes to days
    Fair, ///< keeps a colleague out, not somebody with hardware and patience
    Strong
};

/// An estimate from length, kinds of characters, repetition, runs ("abcd", "4321") and well-known
/// words. It never calls a short or well-known password strong; it cannot know that a long one is
/// the user's address.
PasswordStrength passwordStrength(const Secret& password);

} // namespace gatehouse::pki
