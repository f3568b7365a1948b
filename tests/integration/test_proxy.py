# SPDX-License-Identifier: Apache-2.0
from harness import Case, free_port
from squid import PASSWORD, USER, Squid


class Proxy(Case):
    def squid(self, login=None):
        squid = Squid(login)
        self.addCleanup(squid.stop)
        return squid

    def check(self, port, user=None, password=None, expect=0):
        connector = self.connector(proxy_host_name="127.0.0.1", proxy_port=port, proxy_username=user)
        secrets = [self.sandbox.credential("sandbox.login-password").strip(), self.sandbox.credential("ssl-trust-store-password").strip()]
        if password is not None:
            secrets.append(password)
        report = self.ctl("check", connector, "--json", credentials=False, secrets=secrets, expect=expect).json
        failed = [step for step in report["steps"] if step["state"] == "failed"]
        return report, failed[0] if failed else None

    def assert_through_proxy(self, report):
        self.assertTrue(report["works"], report)
        states = {step["step"]: step["state"] for step in report["steps"]}
        self.assertEqual((states["proxy"], states["tcp"]), ("passed", "skipped"))

    def test_without_login(self):
        self.assert_through_proxy(self.check(self.squid().port)[0])

    def test_basic(self):
        self.assert_through_proxy(self.check(self.squid("basic").port, USER, PASSWORD)[0])

    def test_digest(self):
        self.assert_through_proxy(self.check(self.squid("digest").port, USER, PASSWORD)[0])

    def test_wrong_password(self):
        for login in ("basic", "digest"):
            with self.subTest(login=login):
                _, step = self.check(self.squid(login).port, USER, "wrong", expect=4)
                self.assertEqual((step["step"], step["error"]["cause"]), ("proxy", "proxy/wrong-credentials"))
                self.assertIn(step["error"]["setting"], ("proxy-username", "proxy-password"))

    def test_login_needed_and_none_configured(self):
        _, step = self.check(self.squid("basic").port, expect=4)
        self.assertEqual(step["step"], "proxy")
        self.assertEqual(step["error"]["setting"], "proxy-username")

    def test_unreachable_proxy(self):
        _, step = self.check(free_port(), expect=4)
        self.assertEqual((step["step"], step["error"]["cause"]), ("proxy", "proxy/unreachable"))
        self.assertEqual(step["error"]["setting"], "proxy-host-name")

    def test_proxy_works_and_the_ca_does_not(self):
        squid = self.squid()
        connector = self.connector(proxy_host_name="127.0.0.1", proxy_port=squid.port, url=f"https://localhost:{free_port()}/api")
        report = self.ctl("check", connector, "--json", expect=4).json
        step = [s for s in report["steps"] if s["state"] == "failed"][0]
        self.assertEqual(step["error"]["cause"], "proxy/refused-target", "told apart from an unreachable proxy")

    def test_enrollment_through_digest(self):
        squid = self.squid("digest")
        connector = self.connector(proxy_host_name="127.0.0.1", proxy_port=squid.port, proxy_username=USER, enroll_back_off_timer=1)
        secrets = [self.sandbox.credential("sandbox.login-password").strip(), self.sandbox.credential("ssl-trust-store-password").strip(), PASSWORD]
        result = self.ctl("enroll", connector, "--profile", "60515", "--csr", self.csr(), "--json", credentials=False, secrets=secrets)
        self.assertEqual(result.json["outcome"], "issued")
        posts = [r for r in self.sandbox.requests() if r["method"] == "POST"]
        self.assertEqual(len(posts), 1)
