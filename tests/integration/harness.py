# SPDX-License-Identifier: Apache-2.0
"""Starts the real sandbox and the real command line for a test, and stops what it started."""
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import unittest
import urllib.request

CTL = os.environ["GATEHOUSECTL"]
SANDBOX = os.environ["GATEHOUSE_SANDBOX"]


def run(command, **options):
    """A peer's command (openssl, keytool); its output, or a test failure that shows it."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command}: {done.stdout}")
    return done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sandbox:
    """A sandbox process of our own."""

    def __init__(self, folder, *arguments):
        self.log = open(os.path.join(folder, "sandbox.log"), "ab")
        self.process = subprocess.Popen(
            [SANDBOX, "--data", os.path.join(folder, "sandbox"), *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log)
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(open(self.log.name).read())
        self.info = json.loads(line)
        self.context = ssl.create_default_context(cafile=self.info["trustStore"]["pem"])

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.process.stdout.close()
        self.log.close()

    def credential(self, name):
        return pathlib.Path(self.info["credentialsDir"], name).read_text()

    def control(self, method, path, body=None):
        request = urllib.request.Request(
            self.info["controlUrl"] + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Bearer " + self.credential("control-token").strip(),
                     "Content-Type": "application/json"})
        with urllib.request.urlopen(request, context=self.context, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def fault(self, **fault):
        self.control("POST", "/faults", fault)

    def requests(self):
        return self.control("GET", "/requests")


class Outcome:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.code}\n--- out\n{self.out}\n--- err\n{self.err}"


class Case(unittest.TestCase):
    """A folder, a GATEHOUSE_HOME in it, a sandbox, and one connector per authentication mode."""

    sandbox_arguments = ("--issue-after", "0.5")

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="gatehouse-test-")
        cls.sandbox = Sandbox(cls.folder, *cls.sandbox_arguments)

    @classmethod
    def tearDownClass(cls):
        cls.sandbox.stop()
        shutil.rmtree(cls.folder)

    def setUp(self):
        self.home = tempfile.mkdtemp(dir=self.folder)
        self.sandbox.control("DELETE", "/faults")
        self.sandbox.control("DELETE", "/requests")

    def environment(self, **extra):
        environment = {name: value for name, value in os.environ.items()
                       if name not in ("DBUS_SESSION_BUS_ADDRESS", "CREDENTIALS_DIRECTORY", "http_proxy", "https_proxy")}
        environment.update(GATEHOUSE_HOME=self.home, LC_ALL="C.UTF-8",
                           DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent", **extra)
        return environment

    def path(self, name):
        return os.path.join(self.home, name)

    def ctl(self, *arguments, credentials=True, secrets=None, expect=0, extra=None):
        """Runs gatehousectl; `secrets` go to its standard input, one a line. Fails the test on another exit code."""
        command = [CTL, *arguments]
        if credentials:
            command += ["--credentials", self.sandbox.info["credentialsDir"]]
        if secrets is not None:
            command.append("--password-stdin")
        text = "".join(secret + "\n" for secret in secrets or [])
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=150,
                              env=self.environment(**(extra or {})))
        outcome = Outcome(done.returncode, done.stdout, done.stderr)
        if expect is not None:
            self.assertEqual(done.returncode, expect, outcome)
        return outcome

    def connector(self, mode="password", **properties):
        """Imports the sandbox's connector file of a mode and applies settings; returns its id."""
        source = json.loads(pathlib.Path(self.sandbox.info["connectorFiles"][mode]).read_text())
        one = source[0] if isinstance(source, list) else source
        for key, value in properties.items():
            key = key.replace("_", "-")
            if value is None:
                one["properties"].pop(key, None)
            else:
                one["properties"][key] = str(value)
        file = self.path("connector.json")
        pathlib.Path(file).write_text(json.dumps(source))
        self.ctl("connector", "import", file, "--replace")
        return one["id"]

    def csr(self, name="www.example.org", kind=("EC", "P-256"), sans=()):
        """A key and a request made by openssl; returns the request's path."""
        algorithm = (["-newkey", "rsa:" + kind[1]] if kind[0] == "RSA"
                     else ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:" + kind[1]])
        request = self.path(f"{name}.csr")
        extension = ["-addext", "subjectAltName=" + ",".join("DNS:" + san for san in sans)] if sans else []
        run(["openssl", "req", "-new", "-nodes", *algorithm, "-keyout", request + ".key", "-out", request,
             "-subj", f"/CN={name}", *extension])
        return request

    def wait_until(self, condition, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return
            time.sleep(0.02)
        self.fail("did not happen in time")
