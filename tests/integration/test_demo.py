# SPDX-License-Identifier: Apache-2.0
import os
import pathlib
import shutil
import tempfile
import unittest
import subprocess

from harness import CTL, run


class Demo(unittest.TestCase):
    def test_the_main_job_twice(self):
        folder = tempfile.mkdtemp(prefix="gatehouse-demo-")
        self.addCleanup(shutil.rmtree, folder)
        environment = {**os.environ, "GATEHOUSE_HOME": folder, "LC_ALL": "C.UTF-8"}
        for turn in ("from nothing", "again in the same folder"):
            done = subprocess.run([CTL, "demo"], capture_output=True, text=True, timeout=150, env=environment)
            self.assertEqual(done.returncode, 0, f"{turn}\n{done.stdout}\n{done.stderr}")
            for words in ("works", "sectigo-profile-1", "200, issued", "202, pending", "404, failed", "Everything was written"):
                self.assertIn(words, done.stdout)
        home = next(path.parent for path in pathlib.Path(folder).rglob("www.example.org.pem"))
        run(["openssl", "x509", "-in", str(home / "www.example.org.pem"), "-noout"])
        password = (home / "sandbox/credentials/pkcs12-password").read_text()
        run(["openssl", "pkcs12", "-in", str(home / "app.example.org.p12"), "-noout", "-passin", "pass:" + password])
