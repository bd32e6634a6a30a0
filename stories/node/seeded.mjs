// What a browser's test does with a seeded passkey: a page on localhost, and a sign-in on it.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, join } from 'node:path';

/** The Chromium that CHROMIUM names, or the first one found on the PATH. */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const found = names.flatMap((name) => process.env.PATH.split(delimiter).map((folder) => join(folder, name))).find(existsSync);
  if (!found) throw new Error('Chromium was not found: install it, or set CHROMIUM to its path');
  return found;
}

/** Seeds a user with a passkey of localhost; returns the passkey in all its forms. */
export async function seed(url, userId) {
  const answer = await fetch(`${url}/_emulator/seed`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ users: [{ userId, passkeys: [{ rpId: 'localhost' }] }] }),
  });
  if (!answer.ok) throw new Error(`seed: ${answer.status} ${await answer.text()}`);
  const { passkeys } = await answer.json();
  return passkeys[0];
}

/** An empty page on a free port of localhost. */
export async function startPage() {
  const server = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html').end('<title>A page</title>'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { origin: `http://localhost:${server.address().port}`, stop: () => server.close() };
}

/** Runs in the page: signs in with whichever passkey the browser has, and returns the token. */
export async function signInOnPage({ url, apiKey }) {
  const post = async (path, body) => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { ApiKey: apiKey, 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...body, rpid: 'localhost', origin: location.origin }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  const { data, session } = await post('/signin/begin', {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(data);
  const response = (await navigator.credentials.get({ publicKey })).toJSON();
  return (await post('/signin/complete', { session, response })).token;
}
