# SPDX-License-Identifier: Apache-2.0
import base64
import os
import pathlib

from harness import Case
from squid import PASSWORD as PROXY_PASSWORD, USER as PROXY_USER, Squid


class Secrecy(Case):
    """Looks for every secret it used in all output, logs, settings and database files, and finds none."""

    def spellings(self, secret):
        raw = secret.encode()
        return {raw, base64.b64encode(raw).rstrip(b"="), raw.hex().encode(), secret.encode("utf-16-le"), secret.encode("utf-16-be")}

    def test_no_secret_is_ever_written(self):
        squid = Squid("basic")
        self.addCleanup(squid.stop)
        info = self.sandbox.info
        names = ("sandbox.login-password", "client-cert-key-store-password", "ssl-trust-store-password", "oauth-client-secret", "gatehouse.order-key")
        secrets = {name: self.sandbox.credential(name).strip() for name in names}
        secrets["proxy-password"] = PROXY_PASSWORD
        secrets["pkcs12"] = "only-for-the-p12-Zx81"
        output = ""
        verbose = {"QT_LOGGING_RULES": "gatehouse.*=true;qt.network.ssl.warning=true"}

        def ctl(*arguments, **options):
            nonlocal output
            result = self.ctl(*arguments, extra=verbose, **options)
            output += result.out + result.err
            return result

        proxied = dict(proxy_host_name="127.0.0.1", proxy_port=squid.port, proxy_username=PROXY_USER, enroll_back_off_timer=1)
        connector = self.connector(**proxied)
        answers = [secrets["sandbox.login-password"], secrets["ssl-trust-store-password"], PROXY_PASSWORD]
        ctl("check", connector, credentials=False, secrets=answers)
        ctl("check", connector, credentials=False, secrets=[*answers[:2], "wrong-" + PROXY_PASSWORD], expect=4)
        self.assertIn("gatehouse.http", output, "the log was on, or this test proves nothing")
        connector = self.connector(enroll_back_off_timer=1, enroll_max_attempts=1)
        ctl("enroll", connector, "--profile", "70001", "--pkcs12", self.path("a.p12"), "--subject", "CN=secret.example.org",
            secrets=[secrets["pkcs12"]], expect=None)
        # Pending: the sealed key stays in the database.
        ctl("enroll", connector, "--profile", "70010", "--pkcs12", self.path("b.p12"), "--subject", "CN=waits.example.org",
            secrets=[secrets["pkcs12"]], expect=3)
        ctl("lookup", connector, "CN=secret.example.org", expect=None)
        connector = self.connector("keyStore")
        ctl("profiles", connector)
        ctl("keystore", info["clientKeyStore"]["jks"], "--alias", "sandbox-client", credentials=False,
            secrets=[secrets["client-cert-key-store-password"], ""])
        ctl("keystore", info["clientKeyStore"]["jks"], credentials=False, secrets=[secrets["sandbox.login-password"]], expect=2)
        connector = self.connector("oauth")
        ctl("profiles", connector)
        self.sandbox.fault(path="*", kind="html", count=2)
        ctl("profiles", connector, expect=4)

        places = {"output": output.encode()}
        for folder, _, files in os.walk(self.home):
            for name in files:
                places[name] = pathlib.Path(folder, name).read_bytes()
        self.assertIn("orders.sqlite", places)
        for name, secret in secrets.items():
            for place, content in places.items():
                for spelling in self.spellings(secret):
                    self.assertNotIn(spelling, content, f"{name} in {place}")
        for place, content in places.items():
            self.assertNotIn(b"BEGIN PRIVATE KEY", content, place)
            self.assertNotIn(b"Authorization: Bearer ey", content, place)
