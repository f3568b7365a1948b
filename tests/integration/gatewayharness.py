# SPDX-License-Identifier: Apache-2.0
"""Starts the real gateway before the real sandbox, with a PKI of its own for the gateway's clients."""
import concurrent.futures
import http.client
import json
import os
import pathlib
import resource
import signal
import ssl
import subprocess
import threading
import urllib.parse

from harness import Case, free_port, run

GATEWAY = os.environ["GATEHOUSE_GATEWAY"]
PASSWORD = "gateway test password"


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def error(self):
        """Its error object; fails when this is no ErrorResponse (reference, 1.3)."""
        body = self.json
        assert body["type"] == "ErrorResponse", body
        assert body["error"]["code"].startswith("cagw-") and body["error"]["message"], body
        return body["error"]

    def __repr__(self):
        return f"{self.status} {self.body[:2000]!r}"


class ClientPki:
    """A root that issues the gateway's server certificate and its clients', made with openssl."""

    def __init__(self, folder):
        self.folder = folder
        self.root = self.path("root.pem")
        run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-keyout", self.path("root.key"), "-out", self.root, "-subj", "/CN=Test Root"], stdin=subprocess.DEVNULL)
        self.issue("server", "/CN=localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1")

    def path(self, name):
        return os.path.join(self.folder, name)

    def issue(self, name, subject, extension="extendedKeyUsage=clientAuth"):
        key, csr, cert = self.path(name + ".key"), self.path(name + ".csr"), self.path(name + ".pem")
        run(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
             "-out", csr, "-subj", subject], stdin=subprocess.DEVNULL)
        extensions = self.path(name + ".ext")
        pathlib.Path(extensions).write_text(extension + "\n")
        run(["openssl", "x509", "-req", "-in", csr, "-CA", self.root, "-CAkey", self.path("root.key"), "-days", "2",
             "-CAcreateserial", "-extfile", extensions, "-out", cert])
        return cert, key

    def pkcs12(self, name, password=PASSWORD):
        out = self.path(name + ".p12")
        run(["openssl", "pkcs12", "-export", "-in", self.path(name + ".pem"), "-inkey", self.path(name + ".key"), "-out", out,
             "-passout", "pass:" + password])
        return out


class Gateway:
    """A gateway process of our own; its log is kept line by line."""

    def __init__(self, config, credentials, environment, ready=True, files=None):
        """`files`: the soft limit of open files."""
        def limit():
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        self.process = subprocess.Popen([GATEWAY, "--config", config, "--credentials", credentials],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env=environment, preexec_fn=limit if files else None)
        self.lines, self.changed = [], threading.Condition()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        if ready:
            line = self.wait_for(lambda entry: entry.get("event") in ("ready", "refused"))
            if line["event"] != "ready":
                raise AssertionError(self.lines)
            self.port, self.management_port = line["port"], line.get("managementPort")

    def read(self):
        for line in self.process.stderr:
            with self.changed:
                try:
                    self.lines.append(json.loads(line))
                except ValueError:
                    self.lines.append({"text": line.decode()})
                self.changed.notify_all()
        with self.changed:
            self.lines.append({"event": "ended"})
            self.changed.notify_all()

    def wait_for(self, condition, seconds=40, start=0):
        """The first log line from `start` on that fits."""
        def found():
            return next((line for line in self.lines[start:] if condition(line) or line.get("event") == "ended"), None)
        with self.changed:
            self.changed.wait_for(found, seconds)
            line = found()
        if line is None or not condition(line):
            raise AssertionError(f"did not happen: {self.lines[start:][-20:]}")
        return line

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait(60)
        self.reader.join(10)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


class GatewayCase(Case):
    """A sandbox, a gateway before it that serves CA1 (and CA2), and clients with several roles."""

    sandbox_arguments = ("--issue-after", "0.3")
    properties = {"enroll-back-off-timer": "1", "enroll-max-back-off-timer": "1", "enroll-max-attempts": "6"}
    limits = {}
    client_auth = "need"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pki = ClientPki(cls.folder)
        for name, subject in (("vault", "/C=DE/O=Acme/CN=vault"), ("reader", "/C=DE/O=Acme/CN=reader"),
                              ("both", "/CN=both"), ("stranger", "/CN=stranger")):
            cls.pki.issue(name, subject)
        cls.credentials = os.path.join(cls.folder, "credentials")
        os.mkdir(cls.credentials, 0o700)
        for name in os.listdir(cls.sandbox.info["credentialsDir"]):
            cls.secret(name.removeprefix("sandbox."), cls.sandbox.credential(name))
        cls.secret("gatehouse.key-store-password", PASSWORD)
        cls.secret("gatehouse.order-key", "a random text of more than thirty-two characters")
        cls.pki.pkcs12("server")
        cls.config = os.path.join(cls.folder, "gateway.yml")
        cls.state = os.path.join(cls.folder, "state")
        cls.write_config()
        cls.gateway = Gateway(cls.config, cls.credentials, cls.process_environment())

    @classmethod
    def tearDownClass(cls):
        cls.gateway.stop()
        super().tearDownClass()

    @classmethod
    def process_environment(cls):
        return {**os.environ, "LC_ALL": "C.UTF-8", "GATEHOUSE_HOME": cls.state}

    @classmethod
    def secret(cls, name, value):
        path = os.path.join(cls.credentials, name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(value)

    @classmethod
    def ca(cls, identifier):
        """The sandbox's connector as an entry of managed-cas."""
        source = json.loads(pathlib.Path(cls.sandbox.info["connectorFiles"]["password"]).read_text())
        one = source[0] if isinstance(source, list) else source
        return {"id": identifier, "name": "CA " + identifier, "connector-name": "com.Sectigo",
                "properties": {**one["properties"], **cls.properties}, "profiles": one.get("profiles", [])}

    @classmethod
    def configuration(cls):
        # JSON is YAML.
        return {
            "server": {"port": 0, "address": "127.0.0.1", "servlet": {"context-path": "/cagw"},
                       "ssl": {"key-store": cls.pki.path("server.p12"), "key-store-type": "PKCS12",
                               "trust-store": cls.pki.root, "trust-store-type": "PEM", "client-auth": cls.client_auth}},
            "management": {"server": {"port": 0},
                           "endpoints": {"web": {"base-path": "/manage", "exposure": {"include": "health"}}}},
            "gatehouse": {"home": cls.state, "audit-log": os.path.join(cls.folder, "audit.jsonl"), "limits": cls.limits,
                          "shutdown-grace": "1s"},
            "managed-cas": [cls.ca("CA1"), cls.ca("abc123~def456")],
            "tenants": [{"unique-id": "t1", "name": "One", "ca-id": "CA1"},
                        {"unique-id": "t2", "name": "Two", "ca-id": "abc123~def456"}],
            "integrators": [{"unique-id": "i1", "name": "Both", "tenant-ids": ["t1", "t2"]}],
            "clients": [{"subject-dn": "cn=vault, o=acme, c=de", "tenant-id": "t1"},
                        {"subject-dn": "CN=reader,O=Acme,C=DE", "tenant-id": "t1", "role": "read-only-tenant"},
                        {"subject-dn": "CN=both", "integrator-id": "i1"}]}

    @classmethod
    def write_config(cls, configuration=None):
        pathlib.Path(cls.config).write_text(json.dumps(configuration or cls.configuration(), indent=1))

    # What a client does

    def context(self, client="vault"):
        context = ssl.create_default_context(cafile=self.pki.root)
        if client:
            context.load_cert_chain(self.pki.path(client + ".pem"), self.pki.path(client + ".key"))
        return context

    def connect(self, client="vault", timeout=60, context=None, gateway=None):
        port = (gateway or self.gateway).port
        return http.client.HTTPSConnection("localhost", port, context=context or self.context(client), timeout=timeout)

    def request(self, method, path, body=None, client="vault", headers=None, connection=None, prefix="/cagw/v1/certificate-authorities"):
        own = connection or self.connect(client)
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Accept": "application/json", **({"Content-Type": "application/json"} if data is not None else {}), **(headers or {})}
        own.request(method, prefix + path, data, sent)
        response = own.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        if connection is None:
            own.close()
        if answer.status >= 300:
            answer.error  # always in shape
        elif answer.body:
            self.assertEqual(answer.headers["Content-Type"], "application/json")
        return answer

    def manage(self, path, gateway=None):
        """Of the management port."""
        port = (gateway or self.gateway).management_port
        context = ssl.create_default_context(cafile=self.pki.root)
        connection = http.client.HTTPSConnection("localhost", port, context=context, timeout=20)
        connection.request("GET", path)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer

    def metrics(self, gateway=None):
        text = self.manage("/metrics", gateway).body.decode()
        return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))

    def reload(self, configuration=None, event="reloaded"):
        start = len(self.gateway.lines)
        self.write_config(configuration)
        self.gateway.process.send_signal(signal.SIGHUP)
        self.gateway.wait_for(lambda e: e.get("event") == event, start=start)

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, body, **options):
        return self.request("POST", path, body, **options)

    def enroll(self, csr=None, profile="sectigo-profile-1", form="X509", details=None, ca="CA1", client="vault", **more):
        body = {"profileId": profile, "requiredFormat": {"format": form, "protection": None}, **more}
        if csr:
            body["csr"] = self.one_line(csr)
        if details:
            body["optionalCertificateRequestDetails"] = details
        return self.post(f"/{ca}/enrollments", body, client=client)

    def csrs(self, name, count, **options):
        """Requests for one name, each with a key of its own."""
        paths = [self.path(f"{number}.{name}.csr") for number in range(count)]
        for path in paths:
            os.rename(self.csr(name, **options), path)
        return paths

    @staticmethod
    def one_line(csr):
        return "".join(line for line in pathlib.Path(csr).read_text().splitlines() if "-----" not in line)

    @staticmethod
    def quote(text):
        """jq's @uri."""
        return urllib.parse.quote(text, safe="-_.~")

    @staticmethod
    def together(function, arguments):
        """What it returns for each, all called at once: they mostly wait."""
        with concurrent.futures.ThreadPoolExecutor(len(arguments)) as pool:
            return list(pool.map(function, arguments))

    def approve(self, answer):
        """Sectigo's administrator lets a waiting order through."""
        self.approve_order(answer.json["enrollment"]["properties"]["ca-order-id"])

    def approve_order(self, number):
        self.sandbox.control("POST", f"/certificates/{number}", {"status": "Issued"})

    def orders_at_sectigo(self):
        return [r for r in self.sandbox.requests() if r["method"] == "POST" and r["target"].rstrip("/").endswith("/enroll")]

    def audited(self, order):
        """What the audit log says of an order."""
        return [entry for entry in self.audit() if entry.get("order") == order]

    def audit(self):
        return [json.loads(line) for line in pathlib.Path(self.folder, "audit.jsonl").read_text().splitlines()]
