// A seeded passkey in Playwright's virtual authenticator, in the Chromium of this machine.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { apiKey, apiSecret, startEmulator } from './emulator.mjs';
import { findChromium, seed, signInOnPage, startPage } from './seeded.mjs';

let emulator;
let page;
let browser;

before(async () => {
  emulator = await startEmulator();
  page = await startPage();
  // Chromium's sandbox refuses to start for root.
  browser = await chromium.launch({ executablePath: findChromium(), chromiumSandbox: process.getuid?.() !== 0 });
});
after(async () => {
  await browser?.close();
  page?.stop();
  await emulator?.stop();
});

async function userOf(token) {
  const answer = await fetch(`${emulator.url}/signin/verify`, {
    method: 'POST',
    headers: { ApiSecret: apiSecret, 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return (await answer.json()).userId;
}

test('a seeded passkey signs in with context.credentials', async () => {
  const { playwright } = await seed(emulator.url, 'alice');
  const context = await browser.newContext();
  await context.credentials.create(playwright.rpId, playwright);
  await context.credentials.install();
  const tab = await context.newPage();
  await tab.goto(page.origin);
  const token = await tab.evaluate(signInOnPage, { url: emulator.url, apiKey });
  assert.equal(await userOf(token), 'alice');
});

test("a seeded passkey signs in with Chromium's developer tools", async () => {
  const { devtools } = await seed(emulator.url, 'bob');
  const context = await browser.newContext();
  const tab = await context.newPage();
  const tools = await context.newCDPSession(tab);
  await tools.send('WebAuthn.enable');
  const { authenticatorId } = await tools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await tools.send('WebAuthn.addCredential', { authenticatorId, credential: devtools });
  await tab.goto(page.origin);
  const token = await tab.evaluate(signInOnPage, { url: emulator.url, apiKey });
  assert.equal(await userOf(token), 'bob');
});
