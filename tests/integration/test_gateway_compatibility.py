# SPDX-License-Identifier: Apache-2.0
"""What CA Gateway's clients rely on, item by item: the numbers are those of the compatibility checklist that the API was
built from."""
import base64
import datetime
import pathlib
import re
import ssl

from gatewayharness import PASSWORD, GatewayCase
from harness import run

INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
PROTECTION = {"type": "PasswordProtection", "password": PASSWORD}


class Compatibility(GatewayCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What many of the tests look at, ordered at once: each waits a second for its certificate.
        case = cls()
        case.home = cls.folder
        plain = case.one_line(case.csr("plain.example.org"))
        requests = {
            "x509": {"csr": plain, "requiredFormat": {"format": "X509", "protection": None}},
            "pem": {"csr": case.one_line(case.csr("pem.example.org")), "requiredFormat": {"format": "PEM"}, "includeCa": "true"},
            "pkcs7": {"csr": case.one_line(case.csr("pkcs7.example.org")), "requiredFormat": {"format": "PKCS7"}},
            "pkcs12": {"requiredFormat": {"format": "PKCS12", "protection": PROTECTION}, "subjectVariables": [{"type": "cn", "value": "p12.example.org"}]},
            "other": {"csr": case.one_line(case.csr("other.example.org")), "requiredFormat": {"format": "X509"}},
            "year": {"profileId": "63999", "csr": case.one_line(case.csr("year.example.org")), "requiredFormat": {"format": "X509"},
                     "optionalCertificateRequestDetails": {"validityPeriod": "P1Y"}},
            "revoked": {"csr": case.one_line(case.csr("revoked.example.org")), "requiredFormat": {"format": "X509"}},
        }
        answers = cls.together(lambda request: case.post("/CA1/enrollments", {"profileId": "60515", **request}), list(requests.values()))
        cls.enrolled = dict(zip(requests, answers))
        cls.serials = {name: answer.json["enrollment"]["serialNumber"] for name, answer in cls.enrolled.items()}
        cls.action = case.revoke(cls.serials["revoked"], reason="keyCompromise", comment="lost")

    def revoke(self, serial, **action):
        return self.post(f"/CA1/certificates/{serial}/actions", {"action": {"type": "RevokeAction", **action}})

    def certificate(self, serial):
        return self.get(f"/CA1/certificates/{serial}").json["certificate"]

    def understood(self, **body):
        """Whether a request is read; it is refused afterwards for its profile, and nothing is ordered."""
        answer = self.post("/CA1/enrollments", {"profileId": "nope", **body})
        if answer.status == 400:
            return False
        self.assertEqual((answer.status, answer.error["code"]), (404, "cagw-4019"), answer)
        return True

    # Requests

    def test_01_names_in_the_query_are_decoded(self):
        for name in ("%24fields", "$fields", "%24field%73"):
            for value in ("ca.certificate,ca.chain", "ca.certificate%2Cca.chain"):
                self.assertIn("certificate", self.get(f"/CA1?{name}={value}").json["ca"], (name, value))

    def test_02_null_is_absent_and_unknown_members_are_ignored(self):
        csr = self.one_line(self.csr())
        self.assertTrue(self.understood(
            csr=csr, subjectVariables=None, subjectAltNames=None, properties=None, includeCa=None, renewal=None, previousSubjectDn=None,
            requiredFormat={"format": "X509", "protection": None, "surprise": 1}, optionalCertificateRequestDetails=None, surprise={"a": []}))
        self.assertTrue(self.understood(csr=csr, optionalCertificateRequestDetails={
            "subjectDn": None, "validityPeriod": None, "useSANFromCSR": None, "extensions": None, "surprise": True}))
        again = self.revoke(self.serials["revoked"], reason=None, comment=None, properties=None, compromiseDate=None, issueCrl=None,
                            status="ACCEPTED", surprise={})
        self.assertEqual(again.status, 200, again)

    def test_03_flags_may_be_text(self):
        csr = self.one_line(self.csr())
        for flag in (True, False, "true", "false", "True"):
            self.assertTrue(self.understood(csr=csr, includeCa=flag, optionalCertificateRequestDetails={"useSANFromCSR": flag}), flag)
            self.assertTrue(self.understood(csr=csr, renewal=flag, properties={"RenewalSerialNumber": "01"} if str(flag).lower() == "true" else {}), flag)
            self.assertEqual(self.revoke(self.serials["revoked"], issueCrl=flag).status, 200, flag)
        self.assertEqual(len(self.enrolled["pem"].json["enrollment"]["chain"]), 2, "\"true\" is true")
        self.assertFalse(self.understood(csr=csr, includeCa="perhaps"))

    def test_04_csr_with_and_without_armour_and_line_breaks(self):
        armoured = pathlib.Path(self.csr()).read_text()
        lines = [line for line in armoured.splitlines() if "-----" not in line]
        for csr in (armoured, armoured.replace("\n", "\r\n"), armoured.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"),
                    "\n".join(lines), "\r\n".join(lines), "".join(lines)):
            self.assertTrue(self.understood(csr=csr), csr)
        self.assertFalse(self.understood(csr="".join(lines)[:-40]))

    def test_05_format_in_any_case(self):
        csr = self.one_line(self.csr())
        for form in ("X509", "x509", "PEM", "pem", "Pkcs7", None, ""):
            self.assertTrue(self.understood(csr=csr, requiredFormat={"format": form, "protection": None}), form)
        self.assertTrue(self.understood(requiredFormat={"format": "pkcs12", "protection": PROTECTION}, subjectVariables=[{"type": "CN", "value": "a"}]))
        self.assertFalse(self.understood(csr=csr, requiredFormat={"format": "JKS"}))

    def test_06_subject_dn_empty_slash_rfc_and_bare(self):
        csr = self.one_line(self.csr("names.example.org"))
        answers = self.together(lambda dn: self.post("/CA1/enrollments", {
            "profileId": "60515", "csr": csr, "optionalCertificateRequestDetails": {"subjectDn": dn, "validityPeriod": "P1D"}}),
            ["", None, "CN=names.example.org", "/C=DE/O=x/CN=names.example.org", "names.example.org", "cn = NAMES.example.org , o=x"])
        # All are for the CSR's name, so that what stops them is the term that is asked for.
        self.assertEqual([a.error["additionalProperties"]["cause"] for a in answers], ["policy/term"] * 6)
        other = self.post("/CA1/enrollments", {"profileId": "60515", "csr": csr, "optionalCertificateRequestDetails": {"subjectDn": "/CN=other.example.org"}})
        self.assertEqual((other.status, other.error["additionalProperties"]["cause"]), (404, "policy/names"))

    def test_07_validity_in_all_forms(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        start, end, late = ((now + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ") for days in (0, 30, 90))
        def enroll(validity, csr):
            return self.post("/CA1/enrollments", {"profileId": "60515", "csr": csr, "optionalCertificateRequestDetails": {
                "subjectDn": "CN=term.example.org", "validityPeriod": validity}})
        # 30 days are listed: each of these is ordered, for a key of its own.
        accepted = ["", None, "PT0M", "PT0S", "P0D", "P0Y0M0DT0H0M", "P30D", "PT43200M", "PT2592000S", "PT720H",
                    f"{start}/{end}", f"{start}/P30D", f"P30D/{end}"]
        keys = [self.one_line(self.csr("term.example.org")) for _ in accepted]
        answers = self.together(lambda asked: enroll(*asked), list(zip(accepted, keys)))
        for validity, answer in zip(accepted, answers):
            self.assertEqual(answer.status, 200, (validity, answer))
            self.assertIn(self.days(answer), (30, 31), validity)
        self.assertEqual(len(self.orders_at_sectigo()), len(accepted))
        # The rest is read and is another time.
        key = self.one_line(self.csr("term.example.org"))
        refused = ("P1Y", "P12M", "P1Y3M10DT0H0M", "PT525600M", "PT86400S", f"{start}/P1Y", f"P90D/{late}", f"{start}/{late}")
        for validity in refused:
            answer = enroll(validity, key)
            self.assertEqual((answer.status, answer.error["additionalProperties"]["cause"]), (404, "policy/term"), validity)
        self.assertEqual(len(self.orders_at_sectigo()), len(accepted), "and nothing was ordered for it")
        self.assertIn(self.days(self.enrolled["year"]), (364, 365, 366), "a calendar year where 365 days are listed")

    def days(self, answer):
        begin, finish = (datetime.datetime.fromisoformat(moment) for moment in answer.json["enrollment"]["validityPeriod"].split("/"))
        return round((finish - begin) / datetime.timedelta(days=1))

    def test_08_serial_numbers_in_any_spelling(self):
        serial = self.serials["x509"]
        pairs = ":".join(serial[i:i + 2] for i in range(0, len(serial), 2))
        for spelling in (serial, serial.upper(), "00" + serial, "0" * 60 + serial.upper(), pairs, pairs.upper(), self.quote(pairs)):
            self.assertEqual(self.certificate(spelling)["serialNumber"], serial, spelling)
        self.assertEqual(self.get("/CA1/certificates/" + "a1" * 100).status, 404, "never refused for its length")
        self.assertRegex(serial, r"^([0-9a-f]{2})+$")

    def test_09_encoded_names_in_the_path(self):
        for dn in ("cn=plain.example.org", "CN=plain.example.org", "/CN=plain.example.org", "plain.example.org"):
            self.assertEqual(self.get("/CA1/subjects/" + self.quote(dn)).status, 200, dn)
        self.assertEqual(self.get("/CA1/subjects/cn%3Dplain.example.org%2Co%3DAn%2FOther").status, 404, "one segment, another name")
        for identifier in ("abc123~def456", "abc123%7Edef456"):
            self.assertEqual(self.get(f"/{identifier}", client="both").json["ca"]["id"], "abc123~def456")

    def test_10_the_next_page_needs_its_index_only(self):
        page = self.get("/CA1/certificate-events?preferredPageSize=2").json
        self.assertTrue(page["morePages"])
        alone = self.get("/CA1/certificate-events?nextPageIndex=" + page["nextPageIndex"]).json
        repeated = self.get("/CA1/certificate-events?preferredPageSize=2&startDate=2000-01-01T00:00:00.00Z&nextPageIndex=" + page["nextPageIndex"]).json
        self.assertEqual([e["serialNumber"] for e in alone["events"]], [e["serialNumber"] for e in repeated["events"]])
        self.assertEqual(len(alone["events"]), 2)
        self.assertEqual(self.get("/CA1/certificate-events").status, 200, "nor a start date")
        for index in ("bogus", "AAAA", page["nextPageIndex"][:-3]):
            answer = self.get("/CA1/certificate-events?nextPageIndex=" + index)
            self.assertEqual((answer.status, answer.error["target"]), (400, "nextPageIndex"))

    def test_11_an_action_without_a_reason(self):
        action = self.revoke(self.serials["other"]).json["action"]
        self.assertEqual((action["reason"], action["status"]), ("unspecified", "COMPLETED"))
        self.assertEqual(self.certificate(self.serials["other"])["revocationInfo"]["reason"], "unspecified")

    # Answers

    def test_12_every_answer_has_a_type_and_errors_their_shape(self):
        seen = set()
        for path in ("", "/CA1", "/CA1/status", "/CA1/properties", "/CA1/profiles", "/CA1/profiles/60515", "/CA1/certificate-events",
                     f"/CA1/certificates/{self.serials['pem']}", "/CA1/subjects/cn%3Dpem.example.org"):
            answer = self.get(path).json
            seen.add(answer["type"])
            if "message" in answer:
                self.assertIsInstance(answer["message"]["message"], str)
                self.assertIsInstance(answer["message"]["details"], list)
        self.assertEqual(len(seen), 9, seen)
        for status, answer in ((400, self.get("/CA1/certificates/nothex")), (401, self.refused(401)), (403, self.get("/abc123~def456")),
                               (404, self.get("/CA9")), (404, self.get("/CA1/nothing")), (405, self.post("/CA1", {})),
                               (415, self.post("/CA1/enrollments", b"x", headers={"Content-Type": "text/plain"})),
                               (413, self.refused(413)), (501, self.post("/CA1/domains/a/actions", {}))):
            self.assertEqual(answer.status, status)
            error = answer.error  # has looked at type, code and message
            self.assertIsInstance(error["details"], list)
            self.assertEqual(answer.headers["Content-Type"], "application/json")

    def refused(self, status):
        if status == 401:
            return self.get("", client="stranger")
        return self.post("/CA1/enrollments", b" " * (1024 * 1024 + 1))

    def test_13_immediate_success_is_200(self):
        self.assertEqual({answer.status for answer in self.enrolled.values()}, {200})
        self.assertEqual(self.action.status, 200)

    def test_14_the_body_per_format(self):
        bodies = {name: answer.json["enrollment"]["body"] for name, answer in self.enrolled.items()}
        for name in ("x509", "pkcs7", "pkcs12"):
            self.assertRegex(bodies[name], r"^[A-Za-z0-9+/]+={0,2}$", "one line of the standard alphabet")
            self.assertEqual(len(bodies[name]) % 4, 0, "padded")
            pathlib.Path(self.path(name)).write_bytes(base64.b64decode(bodies[name], validate=True))
        run(["openssl", "x509", "-inform", "DER", "-in", self.path("x509"), "-noout"])
        listed = run(["openssl", "pkcs7", "-inform", "DER", "-in", self.path("pkcs7"), "-print_certs", "-noout"])
        self.assertEqual(listed.count("subject="), 3, "with its chain")
        run(["openssl", "pkcs12", "-in", self.path("pkcs12"), "-noout", "-passin", "pass:" + PASSWORD])
        self.assertTrue(bodies["pem"].startswith("-----BEGIN CERTIFICATE-----\n"))
        self.assertTrue(bodies["pem"].endswith("-----END CERTIFICATE-----\n"))

    def test_15_validity_and_serial_number(self):
        for name in ("x509", "pem"):
            enrollment = self.enrolled[name].json["enrollment"]
            self.assertRegex(enrollment["validityPeriod"], f"^{INSTANT}/{INSTANT}$")
            self.assertEqual(self.certificate(enrollment["serialNumber"])["validityPeriod"], enrollment["validityPeriod"])

    def test_16_profiles_have_all_their_arrays(self):
        profiles = self.get("/CA1/profiles").json["profiles"]
        profiles += [self.get(f"/CA1/profiles/{profile['id']}").json["profile"] for profile in profiles[:3]]
        for profile in profiles:
            for name in ("protocols", "requestedProperties", "subjectAltNameRequirements", "subjectVariableRequirements"):
                self.assertIsInstance(profile[name], list, profile)
                self.assertTrue(all(isinstance(entry["required"], bool) for entry in profile[name] if isinstance(entry, dict)))
            self.assertTrue(all(isinstance(value, str) for value in profile["properties"].values()), profile)

    def test_17_revocation_info_only_when_revoked(self):
        self.assertNotIn("revocationInfo", self.certificate(self.serials["x509"]))
        info = self.certificate(self.serials["revoked"])["revocationInfo"]
        self.assertEqual(info["reason"], "keyCompromise")
        for date in ("revocationDate", "compromiseDate"):
            self.assertRegex(info[date], f"^{INSTANT}$")

    def test_18_pages_of_events(self):
        seen, index = [], ""
        while True:
            page = self.get("/CA1/certificate-events?preferredPageSize=3" + index).json
            self.assertIsInstance(page["morePages"], bool)
            self.assertEqual(page["hasMore"], page["morePages"])
            self.assertIsInstance(page["nextPageIndex"], str)
            for event in page["events"]:
                self.assertIsInstance(event["event"], int)
                datetime.datetime.fromisoformat(event["eventDate"])
                self.assertIn(event["action"], ("issued", "revoked"))
            seen += page["events"]
            if not page["morePages"]:
                break
            self.assertEqual(len(page["events"]), 3)
            index = "&nextPageIndex=" + page["nextPageIndex"]
        happened = [(event["serialNumber"], event["action"]) for event in seen]
        self.assertEqual(len(set(happened)), len(happened))
        for serial in self.serials.values():
            self.assertIn((serial, "issued"), happened)
        self.assertIn((self.serials["revoked"], "revoked"), happened)

    def test_19_the_cas_chain_only_on_request(self):
        plain = self.get("/CA1").json["ca"]
        self.assertNotIn("certificate", plain)
        self.assertEqual(plain["chain"], [])
        listed = self.get("?$fields=caList.certificate,caList.chain").json["caList"][0]
        one = self.get("/CA1?$fields=ca.certificate,ca.chain").json["ca"]
        for ca in (listed, one):
            self.assertEqual(ca["id"], "CA1", "the basics stay")
            texts = [ca["certificate"]["certificateData"], *(c["certificateData"] for c in ca["chain"])]
            names = []
            for text in texts:
                pathlib.Path(self.path("ca.der")).write_bytes(base64.b64decode(text, validate=True))
                names.append(run(["openssl", "x509", "-inform", "DER", "-in", self.path("ca.der"), "-noout", "-subject", "-issuer"]).splitlines())
            subject, issuer = names[-1]
            self.assertEqual(subject.split("=", 1)[1], issuer.split("=", 1)[1], "the root is in it")

    def test_20_properties_of_the_ca(self):
        for ca in (self.get("").json["caList"][0], self.get("/CA1").json["ca"]):
            self.assertEqual(ca["properties"]["connector-name"], "com.Sectigo")
            self.assertIsInstance(ca["properties"]["type"], str)

    def test_21_revoked_is_written_small(self):
        self.assertEqual(self.certificate(self.serials["revoked"])["status"], "revoked")
        self.assertEqual(self.certificate(self.serials["x509"])["status"], "normal")

    def test_22_what_is_not_offered_is_501(self):
        actions = f"/CA1/certificates/{self.serials['x509']}/actions"
        for kind in ("HoldAction", "UnholdAction", "ReactivateAction", "RenewAction", "ReissueAction"):
            answer = self.post(actions, {"action": {"type": kind, "reason": "unspecified"}})
            self.assertEqual((answer.status, answer.error["target"]), (501, "action.type"), kind)
        self.assertEqual(self.certificate(self.serials["x509"])["status"], "normal")

    def test_23_tls_client_certificate_versions_and_keep_alive(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = self.context()
            context.minimum_version = context.maximum_version = version
            connection = self.connect(context=context)
            connection.connect()
            kept = connection.sock
            for _ in range(3):
                self.assertEqual(self.get("/CA1", connection=connection).status, 200)
            self.assertIs(connection.sock, kept)
            self.assertEqual(kept.version(), version.name.replace("_", "."))
            connection.close()
        with self.assertRaises(OSError):
            self.get("", client=None)

    # Who did it

    def test_changes_are_audited(self):
        lines = self.audit()
        revoked = [line for line in lines if line.get("serialNumber") == self.serials["revoked"] and line["event"].startswith("revoke")][:2]
        self.assertEqual([line["event"] for line in revoked], ["revoke.requested", "revoke.done"])
        orders = {name: answer.json["enrollment"]["id"] for name, answer in self.enrolled.items()}
        self.assertEqual([line["order"] for line in revoked], [orders["revoked"]] * 2)
        issued = [line for line in lines if line["event"] == "enroll.issued" and line["order"] in orders.values()]
        self.assertEqual(sorted((line["order"], line["serialNumber"]) for line in issued),
                         sorted((order, self.serials[name]) for name, order in orders.items()), "each once")
        requested = [line for line in lines if line["event"] == "enroll.requested" and line["client"] == "CN=vault,O=acme,C=de"]
        for line in revoked + requested:
            self.assertEqual((line["role"], line["peer"]), ("policy-constrained-tenant", "127.0.0.1"))
        for line in revoked + requested + issued:
            self.assertEqual((line["client"], line["ca"]), ("CN=vault,O=acme,C=de", "CA1"))
            self.assertTrue(line["time"].endswith("Z"))

    # The description

    def test_the_description_is_what_is_served(self):
        description = self.get("/openapi.json", prefix="/cagw").json
        self.assertEqual(description["servers"][0]["url"], "/cagw/")
        absent = {"caId": "CA1", "profileId": "nope", "orderId": "none", "serialNumber": "dead", "dn": "cn%3Dnobody.example.org", "domain": "a.org"}
        present = {**absent, "profileId": "60515", "orderId": self.enrolled["x509"].json["enrollment"]["id"],
                   "serialNumber": self.serials["revoked"], "dn": "cn%3Dplain.example.org"}
        for samples in (absent, present):
            for path, operations in description["paths"].items():
                concrete = re.sub(r"\{(\w+)\}", lambda name: samples[name[1]], path)
                for method in ("get", "post", "put"):
                    body = None if method == "get" else {"action": {"type": "RevokeAction"}} if samples is present else {}
                    answer = self.request(method.upper(), "/cagw" + concrete, body, prefix="")
                    if method not in operations:
                        self.assertEqual(answer.status, 405, (method, path))
                        continue
                    responses = operations[method]["responses"]
                    self.assertIn(str(answer.status), responses, (method, path, answer))
                    if answer.status == 404:
                        self.assertNotEqual(answer.error.get("target"), "path", "described and not served")
                    schema = responses[str(answer.status)]["content"]["application/json"]["schema"]
                    self.check(answer.json, schema, description, path)

    def check(self, value, schema, description, where):
        """The parts of JSON Schema that the description uses; what is not described must not be there."""
        if "$ref" in schema:
            schema = description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        types = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
        self.assertIsInstance(value, types[schema["type"]], where)
        if "enum" in schema:
            self.assertIn(value, schema["enum"], where)
        for name in schema.get("required", []):
            self.assertIn(name, value, where)
        if schema["type"] == "array":
            for item in value:
                self.check(item, schema["items"], description, where + "[]")
        if schema["type"] == "object":
            described = schema.get("properties", {})
            for name, inner in value.items():
                if name in described:
                    self.check(inner, described[name], description, f"{where}.{name}")
                else:
                    self.assertIn("additionalProperties", schema, f"{where}.{name} is not described")
