# SPDX-License-Identifier: Apache-2.0
"""Who may what, and that every refusal has the API's shape."""
import http.client
import json
import re
import time

from gatewayharness import GatewayCase


class Access(GatewayCase):
    client_auth = "want"

    def test_clients_see_the_cas_in_their_scope(self):
        for client, expected in (("vault", ["CA1"]), ("reader", ["CA1"]), ("both", ["CA1", "abc123~def456"])):
            listed = self.get("", client=client).json
            self.assertEqual([ca["id"] for ca in listed["caList"]], expected)
            self.assertEqual(listed["caList"][0]["chain"], [])
            self.assertEqual(listed["caList"][0]["properties"]["connector-name"], "com.Sectigo")

    def test_unknown_clients_are_401(self):
        for client in (None, "stranger"):
            answer = self.get("", client=client)
            self.assertEqual((answer.status, answer.error["code"]), (401, "cagw-4001"))

    def test_a_foreign_issuer_ends_the_handshake(self):
        context = self.context(None)
        info = self.sandbox.info
        stores = json.dumps(info)
        self.assertIn("trustStore", stores)
        # A certificate of the right name from another root.
        other = self.path("other")
        from harness import run
        run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-keyout", other + ".key", "-out", other + ".pem", "-subj", "/C=DE/O=Acme/CN=vault"])
        context.load_cert_chain(other + ".pem", other + ".key")
        import http.client
        connection = http.client.HTTPSConnection("localhost", self.gateway.port, context=context, timeout=20)
        with self.assertRaises(OSError):
            connection.request("GET", "/cagw/v1/certificate-authorities")
            connection.getresponse()

    def test_scope_and_roles(self):
        self.assertEqual(self.get("/CA9").error["code"], "cagw-4018")
        self.assertEqual(self.get("/CA9").status, 404)
        self.assertEqual(self.get("/abc123~def456/profiles").status, 403)
        self.assertEqual(self.get("/abc123%7Edef456/profiles", client="both").status, 200)
        self.assertEqual(self.get("/CA1/profiles", client="reader").status, 200)
        for path in ("/CA1/enrollments", "/CA1/certificates/01/actions", "/CA1/subjects/cn%3Da/actions"):
            answer = self.post(path, {}, client="reader")
            self.assertEqual((answer.status, answer.error["target"]), (403, "role"))

    def test_resources(self):
        self.assertEqual(self.get("/CA1/status").json, {"type": "CAStatusResponse", "status": "UP"})
        self.assertEqual(self.get("/CA1/properties?fields=defaultPolicyOIDs").json["CAPropertiesInformation"], {"properties": {}})
        self.assertEqual(self.get("/CA1/certificates/dead").status, 404)
        self.assertEqual(self.get("/CA1/certificates/nothex").status, 400)
        self.assertEqual(self.get("/CA1/subjects/cn%3Dnobody.example.org").status, 404)
        self.assertEqual(self.get("/CA1/profiles/nope").error["code"], "cagw-4019")
        self.assertEqual(self.get("/CA1/certificate-events?nextPageIndex=bogus").status, 400)
        self.assertEqual(self.get("/CA1/certificate-events?startDate=soon").status, 400)
        self.assertEqual(self.get("/CA1/crl").status, 404)
        for method in ("PUT", "DELETE", "PATCH", "POST"):
            answer = self.request(method, "/CA1/profiles", {} if method != "DELETE" else None)
            self.assertEqual((answer.status, answer.headers["Allow"]), (405, "GET"))
        self.assertEqual(self.post("/CA1/domains/example.org/actions", {"action": {"type": "ReverifyDomainAction"}}).status, 501)

    def test_a_client_that_leaves_says_nothing_of_its_ca(self):
        self.sandbox.fault(path="/api/ssl/v1/types*", kind="latency", ms=30000, count=-1)
        connection = http.client.HTTPSConnection("localhost", self.gateway.port, context=self.context(), timeout=60)
        connection.request("GET", "/cagw/v1/certificate-authorities/CA1/status")
        self.wait_until(lambda: any("/ssl/v1/types" in request["target"] for request in self.sandbox.requests()))
        connection.close()
        self.gateway.wait_for(lambda line: line.get("endpoint") == "status" and line.get("abandoned"))
        self.sandbox.control("DELETE", "/faults")
        self.assertEqual(self.get("/CA1/status").json["status"], "UP")

    def test_the_back_end_down(self):
        self.sandbox.fault(path="/api/ssl/v1/types*", kind="status", status=401, count=-1)
        self.assertEqual(self.get("/abc123~def456/status", client="both").json["status"], "DOWN")

    def test_the_chain_of_a_ca_that_cannot_be_asked_is_an_error(self):
        """Without a chain, the answer would say that the CA has none."""
        for fault in (dict(kind="status", status=401), dict(kind="reset")):
            self.sandbox.control("DELETE", "/faults")
            self.sandbox.fault(path="/api/ssl/v1*", count=-1, **fault)
            answer = self.get("/CA1?%24fields=ca.certificate%2Cca.chain")
            self.assertEqual(answer.status, 500, answer)
            self.assertTrue(answer.error["message"])
        self.assertEqual(self.get("/CA1").json["ca"]["id"], "CA1", "what nobody has to be asked for")
        listed = self.get("?%24fields=caList.certificate%2CcaList.chain").json["caList"]
        self.assertEqual([(ca["id"], ca["chain"]) for ca in listed], [("CA1", [])], "one does not hide the others")
        # A failure is not remembered.
        self.sandbox.control("DELETE", "/faults")
        self.assertEqual(self.get("/CA1?%24fields=ca.certificate%2Cca.chain").status, 200)

    def test_a_page_of_events_reads_what_is_on_it(self):
        self.sandbox.control("POST", "/inventory", {"count": 450})
        path = "/CA1/certificate-events?%24fields=-events.certificate"
        self.sandbox.control("DELETE", "/requests")
        page = self.get(path + "&preferredPageSize=10").json
        self.assertEqual((len(page["events"]), page["morePages"]), (10, True))
        read = [r for r in self.sandbox.requests() if re.search(r"/ssl/v1/\d+$", r["target"])]
        self.assertLessEqual(len(read), 15)
        # Of what is new, only what is new is read again; and every certificate comes up once.
        seen = page["events"]
        while page["morePages"]:
            page = self.get(path + "&preferredPageSize=100&nextPageIndex=" + page["nextPageIndex"]).json
            seen += page["events"]
        self.assertEqual(len(seen), 450)
        self.assertEqual(len({event["serialNumber"] for event in seen}), 450)
        self.sandbox.control("DELETE", "/requests")
        tomorrow = time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime(time.time() + 86400))
        self.assertEqual(self.get(path + "&startDate=" + tomorrow).json["events"], [])
        self.assertEqual([r for r in self.sandbox.requests() if re.search(r"/ssl/v1/\d+$", r["target"])], [])

    def test_profiles_are_those_of_the_seed(self):
        answer = self.get("/CA1/profiles")
        text = answer.body.decode()
        self.assertEqual(list(answer.json), ["message", "profiles", "type"])
        self.assertIn(r'"key_type": "{\"EC\":[\"P-256\",\"P-384\",\"P-521\"],\"RSA\":[\"2048\",\"3072\",\"4096\",\"8192\"]}"', text)
        self.assertIn('"terms": "[47, 200, 365, 397]"', text)

    def test_health_outside_the_api(self):
        for path in ("/manage/health", "/manage/health/liveness", "/manage/health/readiness"):
            answer = self.get(path, prefix="", client=None)
            self.assertEqual((answer.status, answer.json["status"]), (200, "UP"))
        self.assertEqual(self.get("/manage/health/nope", prefix="", client=None).status, 404)
