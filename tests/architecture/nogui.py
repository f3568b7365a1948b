#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Programs without a window link no Gui library."""
import subprocess
import sys

status = 0
for program in sys.argv[1:]:
    linked = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    if "libQt6Core" not in linked:
        print(f"{program}: not a Qt program?")
        status = 1
    for library in ("libQt6Gui", "libQt6Widgets"):
        if library in linked:
            print(f"{program} links {library}")
            status = 1
sys.exit(status)
