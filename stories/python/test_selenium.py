"""A seeded passkey in the virtual authenticator of Selenium, in the Chromium of this machine."""

import json
import os
import shutil
import threading
import unittest
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.virtual_authenticator import Credential, VirtualAuthenticatorOptions

from emulator import API_KEY, API_SECRET, Emulator

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

SIGN_IN = """
const [url, apiKey, done] = arguments;
const post = async (path, body) => {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { ApiKey: apiKey, 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...body, rpid: 'localhost', origin: location.origin }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};
(async () => {
  const { data, session } = await post('/signin/begin', {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(data);
  const response = (await navigator.credentials.get({ publicKey })).toJSON();
  return (await post('/signin/complete', { session, response })).token;
})().then(done, (error) => done(`failed: ${error}`));
"""


class Page(BaseHTTPRequestHandler):
    """An empty page at every path."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>A page</title>")

    def log_message(self, *_):
        pass


def driver():
    options = webdriver.ChromeOptions()
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    options.binary_location = found or ""
    options.add_argument("--headless=new")
    if os.geteuid() == 0:
        # Chromium's sandbox refuses to start for root.
        options.add_argument("--no-sandbox")
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))


class Selenium(unittest.TestCase):
    """What a test of a browser does with a passkey that was seeded."""

    def post(self, path, body, **headers):
        headers = {"Content-Type": "application/json", **headers}
        request = urllib.request.Request(self.emulator.url + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def test_a_seeded_passkey_signs_in(self):
        self.emulator = self.enterContext(Emulator())
        server = self.enterContext(ThreadingHTTPServer(("127.0.0.1", 0), Page))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        browser = driver()
        self.addCleanup(browser.quit)

        users = [{"userId": "alice", "passkeys": [{"rpId": "localhost"}]}]
        passkey = self.post("/_emulator/seed", {"users": users})["passkeys"][0]
        options = VirtualAuthenticatorOptions(
            protocol=VirtualAuthenticatorOptions.Protocol.CTAP2,
            transport=VirtualAuthenticatorOptions.Transport.INTERNAL,
            has_resident_key=True,
            has_user_verification=True,
            is_user_verified=True,
        )
        browser.add_virtual_authenticator(options)
        browser.add_credential(Credential.from_dict(passkey["webdriver"]))
        browser.get(f"http://localhost:{server.server_port}/")
        token = browser.execute_async_script(SIGN_IN, self.emulator.url, API_KEY)
        self.assertTrue(token.startswith("verify_"), token)
        verified = self.post("/signin/verify", {"token": token}, ApiSecret=API_SECRET)
        self.assertEqual(verified["userId"], "alice")


if __name__ == "__main__":
    unittest.main()
