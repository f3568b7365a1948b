# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import shutil

from harness import Case, run

KEY_PASSWORD = pathlib.Path(__file__).resolve().parents[1] / "keystore" / "KeyPassword.java"


class Connectors(Case):
    def test_life_of_a_connector(self):
        trust = self.sandbox.info["trustStore"]
        self.ctl("connector", "add", "acme", "--set", "customer-uri=acme", "--set", "org-id=10002", "--set",
                 "url=" + self.sandbox.info["url"].removesuffix("/api"), "--set", "login=sandbox-admin", "--set",
                 "ssl-trust-store=" + trust["jks"], "--set", "enroll-back-off-timer=PT3S", "--set", "my-own-key=kept")
        self.assertEqual([c["id"] for c in self.ctl("connector", "list", "--json").json], ["acme"])
        shown = self.ctl("connector", "show", "acme").out
        self.assertRegex(shown, r"enroll-back-off-timer\s+3\b")
        self.assertRegex(shown, r"my-own-key\s+kept")
        self.assertRegex(shown, r"enroll-max-attempts\s+5\b")
        self.ctl("connector", "set", "acme", "customer-uri=gatehouse-sandbox", "enroll-max-attempts=7")
        exported = json.loads(self.ctl("connector", "export", "acme").out)
        exported = exported[0] if isinstance(exported, list) else exported
        self.assertEqual(exported["properties"]["enroll-max-attempts"], "7")
        self.assertEqual(exported["properties"]["my-own-key"], "kept")
        password = self.sandbox.credential("sandbox.login-password").strip()
        self.assertTrue(self.ctl("check", "acme", "--json", secrets=[password]).json["works"])
        yaml = self.path("application.yml")
        pathlib.Path(yaml).write_text(self.ctl("connector", "export", "acme", "--yaml").out)
        self.ctl("connector", "remove", "acme")
        self.assertEqual(self.ctl("connector", "list", "--json").json, [])
        self.ctl("connector", "import", yaml)
        self.assertTrue(self.ctl("check", "acme", "--json", secrets=[password]).json["works"])

    def test_files_are_private(self):
        connector = self.connector()
        for folder, _, files in os.walk(self.home):
            for name in files:
                if name == f"{connector}.json":
                    self.assertEqual(os.stat(os.path.join(folder, name)).st_mode & 0o777, 0o600)
                    return
        self.fail("the connector's file was not found")

    def test_a_secret_is_refused_as_an_argument(self):
        result = self.ctl("connector", "add", "acme", "--set", "login-password=hunter2", expect=2)
        self.assertNotIn("hunter2", result.err + result.out)
        self.assertEqual(self.ctl("connector", "list", "--json").json, [])

    def test_wrong_values_name_the_setting(self):
        for assignment, word in (("org-id=none", "Organization ID"), ("url=http://cert-manager.com", "https"),
                                 ("enroll-max-attempts=0", "Maximum attempts"), ("proxy-port=70000", "Proxy port"),
                                 ("enroll-back-off-timer=soon", "Back-off timer")):
            with self.subTest(assignment=assignment):
                result = self.ctl("connector", "add", "acme", "--set", assignment, expect=2)
                self.assertIn(word, result.err)

    def test_both_ways_to_sign_in_name_both(self):
        store = self.sandbox.info["clientKeyStore"]["jks"]
        connector = self.connector(client_cert_key_store=store, client_cert_key_alias="sandbox-client")
        result = self.ctl("check", connector, "--json", expect=4)
        message = [s for s in result.json["steps"] if s["state"] == "failed"][0]["error"]["message"]
        self.assertIn("Login Password", message)
        self.assertIn("Client key store", message)

    def url_of(self, connector):
        return json.loads(self.ctl("connector", "export", connector).out)["properties"]["url"]

    def test_an_imported_file_does_not_take_the_password_to_another_host(self):
        connector = self.connector()
        before = self.url_of(connector)
        file = self.path("connector.json")
        crafted = json.loads(pathlib.Path(file).read_text())
        crafted["properties"]["url"] = "https://collector.example/api"
        pathlib.Path(file).write_text(json.dumps(crafted))
        result = self.ctl("connector", "import", file, "--replace", expect=2)
        self.assertIn("login-password", result.err)
        self.assertIn("--keep-secrets", result.err)
        self.assertEqual(self.url_of(connector), before)
        self.ctl("connector", "import", file, "--replace", "--keep-secrets")
        self.assertEqual(self.url_of(connector), "https://collector.example/api")

    def test_an_import_that_fails_for_another_reason_names_no_remedy_that_is_none(self):
        file = self.path("connector.json")
        self.connector()
        other = json.loads(pathlib.Path(file).read_text())
        other["id"] = "other"
        pathlib.Path(file).write_text(json.dumps(other))
        # Where the connector's file belongs stands a folder.
        pathlib.Path(self.home, "config", "connectors", "other.json").mkdir(parents=True)
        result = self.ctl("connector", "import", file, expect=2)
        self.assertIn("other.json", result.err)
        self.assertNotIn("--keep-secrets", result.err)

    def test_a_changed_destination_asks_for_its_secrets_again(self):
        connector = self.connector()
        before = self.url_of(connector)
        other = self.path("other.pem")
        for change in ("url=https://elsewhere.example/api", "url=https://localhost:1/api", f"ssl-trust-store={other}"):
            with self.subTest(change=change):
                result = self.ctl("connector", "set", connector, change, expect=2)
                self.assertIn("Login Password", result.err)
                self.assertIn("--keep-secrets", result.err)
                # The credentials directory, which is only read, would go on giving out the old one.
                self.ctl("connector", "set", connector, change, secrets=["another"], expect=2)
                self.assertEqual(self.url_of(connector), before)
        for change in ("org-id=10003", "url=" + before.removesuffix("/api") + "/", "proxy-host-name=proxy.example"):
            with self.subTest(change=change):
                self.ctl("connector", "set", connector, change)
        self.ctl("connector", "set", connector, "url=https://elsewhere.example/api", "--keep-secrets")
        self.assertEqual(self.url_of(connector), "https://elsewhere.example/api")

    def test_unknown_words(self):
        self.assertIn("--help", self.ctl("frobnicate", credentials=False, expect=2).err)
        self.assertIn("nobody", self.ctl("check", "nobody", expect=2).err + self.ctl("check", "nobody", expect=None).err)
        self.assertIn("enroll", self.ctl("--help", credentials=False).out)
        self.assertIn("gatehousectl", self.ctl("--version", credentials=False).out)
        for command in ("connector list", "connector add", "check", "profiles", "enroll", "lookup", "orders", "orders resume",
                        "keystore", "demo"):
            self.assertIn("Usage", self.ctl(*command.split(), "--help", credentials=False).out)

    def test_keystore(self):
        stores = self.sandbox.info["clientKeyStore"]
        password = self.sandbox.credential("client-cert-key-store-password").strip()
        for kind, type_name in (("jks", "JKS"), ("pkcs12", "PKCS12")):
            result = self.ctl("keystore", stores[kind], "--json", credentials=False, secrets=[password])
            self.assertEqual(result.json["type"], type_name)
            self.assertEqual([e["kind"] for e in result.json["entries"]], ["private-key"])
        self.ctl("keystore", stores["jks"], "--alias", "SANDBOX-CLIENT", credentials=False, secrets=[password, ""])
        self.assertIn("sandbox-client",
                      self.ctl("keystore", stores["jks"], "--alias", "other", credentials=False, secrets=[password, ""], expect=2).err)
        # Asked for a key password only where the store's does not open the key.
        self.ctl("keystore", stores["pkcs12"], "--alias", "sandbox-client", credentials=False, secrets=[password])
        own = self.path("own.p12")
        shutil.copy(stores["pkcs12"], own)
        run(["java", "-XX:TieredStopAtLevel=1", KEY_PASSWORD, own, "sandbox-client", password, "key word"])
        opened = self.ctl("keystore", own, "--alias", "sandbox-client", credentials=False, secrets=[password, "key word"])
        self.assertIn("sandbox-client", opened.err)
        for secrets in ([password, "wrong"], [password, ""]):
            refused = self.ctl("keystore", own, "--alias", "sandbox-client", credentials=False, secrets=secrets, expect=2)
            self.assertIn("key password", refused.err.lower())
        self.ctl("keystore", stores["jks"], credentials=False, secrets=["wrong"], expect=2)
        self.ctl("keystore", stores["jks"], "--type", "PKCS12", credentials=False, secrets=[password], expect=2)
