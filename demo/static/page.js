// What the scripts of all pages share: the account, and the line that says how things stand.

import { explain, forget } from '/doctor.js';
import { Account, PasskeyError } from '/passkeys/passwordless.js';

export { works } from '/doctor.js';

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;

export const account = new Account({
  apiUrl: meta('passwordless-api-url'),
  apiKey: meta('passwordless-api-key'),
  rpId: meta('passwordless-rp-id'),
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

/** Runs what a button started: says how it goes, keeps the buttons still meanwhile, and goes on with `then`. */
export async function run(action, then = welcome) {
  const buttons = [...document.querySelectorAll('main button:enabled')];
  const pressed = document.activeElement;
  buttons.forEach((button) => { button.disabled = true; });
  say(STEPS.preparing, 'busy');
  forget();
  try {
    await then(await action());
  } catch (error) {
    report(error);
  }
  buttons.forEach((button) => { button.disabled = false; });
  // A button that was kept still has lost the focus.
  if (document.activeElement === document.body) pressed?.focus();
}

/** Greets who is signed in now, and leads them on. */
export function welcome({ name }) {
  say(`Welcome, ${name}.`, 'done');
  location.assign(meta('next'));
  // Until the page has gone there is nothing more to press.
  return new Promise(() => {});
}

/** Says an error in plain words, and keeps what only a developer understands for the console. */
export function report(error) {
  if (error instanceof PasskeyError) {
    explain(error);
    return say(error.message, 'error', error.code);
  }
  console.error(error);
  return say('Something is wrong with this page. Reload it, please.', 'error', 'page');
}

/** Posts a form to a route of this site, and fails as the account does. */
export async function post(path, fields) {
  let answer;
  try {
    const headers = { Accept: 'application/json' };
    answer = await fetch(path, { method: 'POST', headers, body: new URLSearchParams(fields), redirect: 'error' });
  } catch (cause) {
    throw new PasskeyError('server_unreachable', { cause });
  }
  if (answer.ok) return;
  const problem = await answer.json().catch(() => ({}));
  throw new PasskeyError(problem.code ?? 'server_failed', { problem, words: problem.detail });
}

/** Runs what only a fresh passkey may do, and asks for the passkey where the server wants it. */
export async function confirmed(action) {
  try {
    return await action();
  } catch (error) {
    if (error.code !== 'step_up_required') throw error;
    await account.stepUp(error.problem.purpose, { onStep });
    return action();
  }
}
