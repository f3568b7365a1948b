#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The translation files know every text of the sources: lupdate has nothing to change, and nothing is left unfinished."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

top, lupdate = pathlib.Path(sys.argv[1]), sys.argv[2]
status = 0
for committed in (top / "translations").glob("*.ts"):
    with tempfile.TemporaryDirectory(dir=top / "translations") as folder:
        fresh = pathlib.Path(folder, committed.name)
        shutil.copy(committed, fresh)
        subprocess.run([lupdate, "-silent", "-locations", "none", "-no-obsolete", "-pluralonly", "-I", ".", "core", "app", "ui", "-ts", fresh],
                       cwd=top, check=True, capture_output=True)
        if fresh.read_text() != committed.read_text():
            print(f"{committed}: run lupdate -locations none -no-obsolete -pluralonly -I . core app ui -ts {committed.relative_to(top)}")
            status = 1
    if "unfinished" in committed.read_text():
        print(f"{committed}: has unfinished texts")
        status = 1
sys.exit(status)
