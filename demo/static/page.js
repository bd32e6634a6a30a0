// What both scripts of the page share: the configuration, the line that says how things stand, the server's routes.

import { Passwordless, PasskeyError } from '/passwordless.js';

const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;

export const passkeys = new Passwordless({
  apiUrl: meta('passwordless-api-url'),
  apiKey: meta('passwordless-api-key'),
});

const STEPS = {
  preparing: 'One moment…',
  waiting: 'Follow your browser: it asks for your passkey.',
  finishing: 'Checking your passkey…',
};

const line = document.querySelector('#status');

/** Says how things stand: `state` is idle, busy, done or error; `code` tells errors apart. */
export function say(words, state = 'idle', code = '') {
  line.textContent = words;
  line.dataset.state = state;
  line.dataset.code = code;
  if (state === 'error') line.scrollIntoView({ block: 'nearest' });
}

/** For the ceremonies' `onStep`. */
export const onStep = (step) => say(STEPS[step], 'busy');

/** Runs what a button started: says how it goes, keeps the buttons still meanwhile, and moves on if it went well. */
export async function run(action) {
  const buttons = [...document.querySelectorAll('main button')];
  const pressed = document.activeElement;
  buttons.forEach((button) => { button.disabled = true; });
  say(STEPS.preparing, 'busy');
  try {
    const { username } = await action();
    say(`Welcome, ${username}.`, 'done');
    location.assign(meta('next'));
  } catch (error) {
    report(error);
    buttons.forEach((button) => { button.disabled = false; });
    pressed?.focus();
  }
}

/** Says an error in plain words, and keeps what only a developer understands for the console. */
export function report(error) {
  if (error instanceof PasskeyError || error instanceof ServerError) return say(error.message, 'error', error.code);
  console.error(error);
  return say('Something is wrong with this page. Reload it, please.', 'error', 'page');
}

/** Posts JSON to our own server and hands back its JSON. */
export async function post(path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
  } catch {
    throw new ServerError('server_unreachable', 'This site’s server cannot be reached. Check your connection and try again.');
  }
  const document = await answer.json().catch(() => ({}));
  if (answer.ok) return document;
  throw new ServerError(document.code ?? 'server', document.detail ?? 'This site’s server has a problem. Please try again.');
}

class ServerError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}
