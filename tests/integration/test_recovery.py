# SPDX-License-Identifier: Apache-2.0
import os
import signal
import subprocess

from harness import CTL, Case, run


class Recovery(Case):
    """A crash between two steps loses neither the order nor its key."""

    def start(self, *arguments, secrets):
        process = subprocess.Popen([CTL, *arguments, "--credentials", self.sandbox.info["credentialsDir"], "--password-stdin"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.environment())
        process.stdin.write("".join(secret + "\n" for secret in secrets))
        process.stdin.flush()
        self.addCleanup(process.stdin.close)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        return process

    def enrolls(self):
        return sum(1 for r in self.sandbox.requests() if r["method"] == "POST" and r["target"].rstrip("/").endswith("/enroll"))

    def test_killed_while_waiting(self):
        connector = self.connector(enroll_back_off_timer=30, enroll_max_back_off_timer=30)
        file = self.path("crash.p12")
        process = self.start("enroll", connector, "--profile", "70001", "--pkcs12", file, "--subject", "CN=crash.example.org", secrets=["pw word"])
        self.wait_until(lambda: self.enrolls() == 1)
        self.wait_until(lambda: [o["state"] for o in self.ctl("orders", "--pending", "--json").json] == ["waiting"])
        process.kill()
        process.wait()
        order = self.ctl("orders", "--pending", "--json").json[0]
        self.connector(enroll_back_off_timer=1)
        self.ctl("orders", "resume", order["id"], "--pkcs12", file, secrets=["pw word"])
        run(["openssl", "pkcs12", "-in", file, "-noout", "-passin", "pass:pw word"])
        self.assertEqual(self.enrolls(), 1)

    def test_killed_before_the_answer(self):
        self.sandbox.fault(path="/api/ssl/v1/enroll", method="POST", kind="latency", ms=4000, count=1)
        connector = self.connector(enroll_back_off_timer=1)
        process = self.start("enroll", connector, "--profile", "70001", "--pkcs12", self.path("x.p12"), "--subject", "CN=early.example.org", secrets=["pw"])
        self.wait_until(lambda: [o["state"] for o in self.ctl("orders", "--pending", "--json").json] == ["submitting"])
        self.wait_until(lambda: self.enrolls() == 1)
        process.kill()
        process.wait()
        order = self.ctl("orders", "--pending", "--json").json[0]
        file = self.path("early.p12")
        result = self.ctl("orders", "resume", order["id"], "--pkcs12", file, secrets=["pw word"], expect=None)
        self.assertIn(result.code, (0, 3), result)
        if result.code == 0:
            run(["openssl", "pkcs12", "-in", file, "-noout", "-passin", "pass:pw word"])
        self.assertEqual(self.enrolls(), 1, "looked for, never ordered again")

    def test_interrupt_leaves_the_order_waiting(self):
        connector = self.connector(enroll_back_off_timer=30, enroll_max_back_off_timer=30)
        process = self.start("enroll", connector, "--profile", "60515", "--csr", self.csr("stop.example.org"), secrets=[])
        self.wait_until(lambda: [o["state"] for o in self.ctl("orders", "--pending", "--json").json] == ["waiting"])
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(10), 3)
        self.assertIn("orders resume", process.stderr.read())

    def test_unwritable_home(self):
        connector = self.connector()
        os.rename(self.path("data"), self.path("data.away")) if os.path.isdir(self.path("data")) else None
        with open(self.path("data"), "w") as blocker:
            blocker.write("a file where the folder should be")
        result = self.ctl("enroll", connector, "--profile", "60515", "--csr", self.csr("disk.example.org"), expect=None)
        self.assertIn(result.code, (2, 4))
        self.assertIn(self.path("data"), result.err)
        self.assertEqual(self.enrolls(), 0, "an order that cannot be recorded is not placed")
