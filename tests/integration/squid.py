# SPDX-License-Identifier: Apache-2.0
"""A squid of our own on the loopback: open, with Basic or with Digest."""
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

from harness import free_port, run

USER, PASSWORD = "proxy-user", "proxy pass-word 1"


class Squid:
    def __init__(self, login=None):
        self.folder = tempfile.mkdtemp(prefix="gatehouse-squid-")
        os.chmod(self.folder, 0o755)
        self.port = free_port()
        lines = [f"http_port 127.0.0.1:{self.port}", "acl tunnels method CONNECT", "cache deny all", "access_log none", "cache_log /dev/null",
                 f"pid_filename {self.folder}/squid.pid", "shutdown_lifetime 0 seconds", "visible_hostname test", "pinger_enable off",
                 f"coredump_dir {self.folder}"]
        if login:
            lines += self.login_lines(login) + ["acl known proxy_auth REQUIRED", "http_access allow known", "http_access deny all"]
        else:
            lines += ["http_access allow all"]
        config = pathlib.Path(self.folder, "squid.conf")
        config.write_text("\n".join(lines) + "\n")
        if os.getuid() == 0:
            owner = pwd.getpwnam("proxy")
            for path in [self.folder, *(str(p) for p in pathlib.Path(self.folder).iterdir())]:
                os.chown(path, owner.pw_uid, owner.pw_gid)
        self.process = subprocess.Popen([shutil.which("squid", path="/usr/sbin:" + os.environ["PATH"]), "-N", "-f", str(config)],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait()

    def login_lines(self, login):
        passwords = pathlib.Path(self.folder, "passwords")
        if login == "basic":
            hashed = run(["openssl", "passwd", "-apr1", "-stdin"], input=PASSWORD + "\n").strip()
            passwords.write_text(f"{USER}:{hashed}\n")
            return [f"auth_param basic program /usr/lib/squid/basic_ncsa_auth {passwords}", "auth_param basic realm test"]
        passwords.write_text(f"{USER}:{PASSWORD}\n")
        return [f"auth_param digest program /usr/lib/squid/digest_file_auth {passwords}", "auth_param digest realm test"]

    def wait(self):
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("squid did not start")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder)
