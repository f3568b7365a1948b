#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Arrows point down only: which room may include which, that nobody goes round it, and that each file names its licence."""
import pathlib
import re
import sys

top = pathlib.Path(sys.argv[1])
BASE = {"core"}
PKI = BASE | {"core/pki"}
LEAVES = PKI | {"core/http", "core/keystore"}
STORES = LEAVES | {"core/settings", "core/secrets", "core/orders", "core/scm"}
MAY_INCLUDE = {
    "core": BASE,
    "core/pki": PKI,
    "core/keystore": PKI | {"core/keystore"},
    "core/http": PKI | {"core/http"},
    "core/settings": LEAVES | {"core/settings"},
    "core/secrets": LEAVES | {"core/secrets"},
    "core/orders": LEAVES | {"core/orders"},
    "core/scm": LEAVES | {"core/scm"},
    "core/profiles": STORES | {"core/profiles"},
    "core/enrollment": STORES | {"core/profiles", "core/enrollment"},
    "core/lookup": STORES | {"core/enrollment", "core/lookup"},
    "core/connector": STORES | {"core/profiles", "core/enrollment", "core/lookup", "core/connector"},
    "core/workspace": STORES | {"core/profiles", "core/enrollment", "core/lookup", "core/connector", "core/workspace"},
    # The sandbox must not share the client's view of SCM, or both would be wrong together.
    "app/sandbox": PKI | {"core/http", "app/sandbox"},
}
UI = {"ui", "ui/models", "ui/widgets"}
# The window knows every page; pages know each other only where one shows what is the other's.
UI_MAY_INCLUDE = {
    "ui": UI,
    "ui/models": {"ui", "ui/models"},
    "ui/widgets": UI,
    "ui/forms": UI | {"ui/forms"},
    "ui/settings": UI | {"ui/forms", "ui/certificates", "ui/check", "ui/settings"},
    "ui/check": UI | {"ui/certificates", "ui/check"},
    "ui/profiles": UI | {"ui/forms", "ui/certificates", "ui/profiles"},
    "ui/orders": UI | {"ui/orders"},
    "ui/certificates": UI | {"ui/certificates"},
    "ui/enroll": UI | {"ui/orders", "ui/certificates", "ui/enroll"},
    "ui/activity": UI | {"ui/certificates", "ui/activity"},
    "ui/window": UI | {"ui/settings", "ui/check", "ui/profiles", "ui/orders", "ui/enroll", "ui/certificates", "ui/activity", "ui/window"},
}
GUI = re.compile(r"#\s*include\s+<(Qt(Gui|Widgets)/|QWidget|QImage|QPixmap|QColor|QGuiApplication|QApplication)")
NOT_IN_UI = re.compile(r"#\s*include\s+<(QtNetwork/|QtSql/|QNetwork|QSsl|QTcp|QSql|openssl/)")
OURS = re.compile(r'#\s*include\s+[<"]((?:core|app|ui|tests)/[^>"]+)[>"]')

problems = []


def check_source(path):
    text = path.read_text()
    room = path.parent.relative_to(top).as_posix()
    if "SPDX-License-Identifier: Apache-2.0" not in text[:200]:
        problems.append(f"{path}: the SPDX line is missing")
    if room.startswith("core") and GUI.search(text):
        problems.append(f"{path}: core must not know Gui or Widgets")
    if room.startswith("ui") and NOT_IN_UI.search(text):
        problems.append(f"{path}: no network, no crypto, no SQL in ui")
    allowed = MAY_INCLUDE.get(room)
    if room.startswith("core") and allowed is None:
        problems.append(f"{path}: {room} is not a room of core")
    shown = UI_MAY_INCLUDE.get(room)
    if room.startswith("ui") and shown is None:
        problems.append(f"{path}: {room} is not a room of ui")
    for included in OURS.findall(text):
        target = pathlib.PurePosixPath(included).parent.as_posix()
        if room.startswith(("core", "ui")) and target.startswith("app"):
            problems.append(f"{path}: {room} may not include {included}")
        if shown is not None and target.startswith("ui") and target not in shown:
            problems.append(f"{path}: {room} may not include {included}")
        if allowed is not None and target not in allowed:
            problems.append(f"{path}: {room} may not include {included}")


files = [p for folder in ("core", "app", "ui", "tests") for p in (top / folder).rglob("*") if p.suffix in (".cpp", ".h")]
for source in files:
    check_source(source)
if not files:
    problems.append("no source found")
print("\n".join(problems))
sys.exit(1 if problems else 0)
