"""The emulator's program, and whole ceremonies against it, for a Python test.

The ceremonies run in Node: the passkey in software is there, and one witness is enough.
"""

import json
import os
import re
import subprocess
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CEREMONY = ROOT / "stories" / "node" / "ceremony.mjs"

# The keys that the vendor's own test image comes with, and so the emulator.
API_KEY = "test:public:2e728aa5986f4ba8b073a5b28a939795"
API_SECRET = "test:secret:a679563b331846c79c20b114a4f56d02"


class Emulator:
    """The emulator on a port of its choice, from `with` to the end of its block."""

    def __enter__(self):
        program = os.environ.get("PASSWORDLESS_EMULATOR") or ROOT / "target" / "debug" / "passwordless-emulator"
        self.process = subprocess.Popen([program, "--port", "0"], stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            found = re.search(r'http://[^\s"]+', line)
            if found:
                self.url = found.group().rstrip("/")
                return self
        raise RuntimeError(f"{program} ended before it said where it listens")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdout.close()

    def register(self, token):
        """Makes a passkey with a registration token: its verify token, and the passkey."""
        made = self._ceremony(do="register", token=token)
        return made["token"], made["passkey"]

    def sign_in(self, passkey, user_id=None):
        """Signs in with a passkey: a verify token."""
        return self._ceremony(do="signIn", passkey=passkey, userId=user_id)["token"]

    def outbox(self):
        """The magic links that were sent."""
        with urllib.request.urlopen(f"{self.url}/_emulator/outbox", timeout=10) as answer:
            return json.load(answer)

    def _ceremony(self, **order):
        order = json.dumps({"url": self.url, "apiKey": API_KEY, **order})
        done = subprocess.run(["node", CEREMONY], input=order, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout)
