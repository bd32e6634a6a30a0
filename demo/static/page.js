// What the scripts of all pages share: the account, and the line that says how things stand.

import { explain, forget, works } from '/doctor.js';
import { Account, PasskeyError, capabilities } from '/passkeys/passwordless.js';

export { works };

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;

export const account = new Account({
  apiUrl: meta('passwordless-api-url'),
  apiKey: meta('passwordless-api-key'),
  rpId: meta('passwordless-rp-id'),
  // Whom this page shows: in another tab, somebody else may have signed in since.
  userId: meta('passwordless-user'),
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

/** What this browser can do with passkeys. */
export const able = capabilities();

// What cannot work is not offered. Why a page has no passkeys that could, the doctor says.
if (works) able.then(({ make }) => {
  if (make) return;
  for (const part of document.querySelectorAll('.needs-passkeys')) part.hidden = true;
  const notice = document.createElement('p');
  notice.id = 'no-passkeys';
  notice.className = 'notice';
  notice.textContent = 'This browser cannot use passkeys. Open this page in another browser, or on another device.';
  line.after(notice);
});

/** For ceremonies that no button started. */
export const onStep = (step) => say(STEPS[step], 'busy');

const cancel = document.createElement('button');
cancel.type = 'button';
cancel.id = 'cancel';
cancel.textContent = 'Cancel';

// What a button started last. It is the only one that may speak: it took over from what was under way before.
let latest;
let still = [];

function keepStill() {
  const buttons = [...document.querySelectorAll('main button:enabled:not(#cancel)')];
  buttons.forEach((button) => { button.disabled = true; });
  still.push(...buttons);
}

function release() {
  still.forEach((button) => { button.disabled = false; });
  still = [];
}

/**
 * Runs what a button started, and goes on with `then`. Says how it goes, and keeps the buttons still, but not while the
 * browser is asked: a browser may never answer, and whoever presses again starts anew.
 * @param {(options: { signal: AbortSignal, onStep: (step: string) => void }) => Promise<object>} action
 */
export async function run(action, then = welcome) {
  const control = new AbortController();
  const isLatest = () => latest === control;
  const pressed = document.activeElement;
  latest = control;
  const cancelled = new Promise((_, reject) => {
    cancel.onclick = () => {
      control.abort();
      reject(new PasskeyError('cancelled'));
    };
  });
  release();
  keepStill();
  say(STEPS.preparing, 'busy');
  line.after(cancel);
  forget();
  const onStep = (step) => {
    if (!isLatest()) return;
    say(STEPS[step], 'busy');
    if (step === 'waiting') return release();
    // What the browser has done is not broken off.
    if (step === 'finishing') cancel.remove();
    keepStill();
  };
  try {
    const done = await Promise.race([action({ signal: control.signal, onStep }), cancelled]);
    if (isLatest()) await then(done);
  } catch (error) {
    if (isLatest()) report(error);
  }
  if (!isLatest()) return;
  cancel.remove();
  release();
  // A button that was kept still has lost the focus.
  if (document.activeElement === document.body) pressed?.focus();
  document.dispatchEvent(new Event('idle'));
}

/** Goes to another page. Until it is there, there is nothing more to press; if it never comes, there is. */
export function leave(page) {
  keepStill();
  location.assign(page);
  return new Promise((resolve) => {
    setTimeout(() => {
      release();
      resolve();
    }, 10_000);
  });
}

/** Greets who is signed in now, and leads them on. */
export function welcome({ name }) {
  say(`Welcome, ${name}.`, 'done');
  return leave(meta('next'));
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

/** Posts a form of the user whom the page shows to a route of this site that answers 204, and fails as the account does. */
export async function post(path, fields, { signal }) {
  let answer;
  let problem;
  try {
    const headers = { Accept: 'application/json', 'Passwordless-User': encodeURIComponent(meta('passwordless-user')) };
    answer = await fetch(path, { method: 'POST', headers, body: new URLSearchParams(fields), redirect: 'manual', signal });
    problem = await answer.json().catch(() => undefined);
  } catch (cause) {
    throw new PasskeyError(signal.aborted ? 'cancelled' : 'server_unreachable', { cause });
  }
  if (answer.status === 204) return;
  // A page of a proxy or of the network's log-in is no answer.
  if (answer.ok || typeof problem?.code !== 'string') throw new PasskeyError('server_failed');
  throw new PasskeyError(problem.code, { problem, words: problem.detail });
}

/** Runs what only a fresh passkey may do, and asks for the passkey where the server wants it. */
export async function confirmed(action, options) {
  try {
    return await action();
  } catch (error) {
    if (error.code !== 'step_up_required') throw error;
    await account.stepUp(error.problem.purpose, options);
    return action();
  }
}

// The token of a link that the page does not follow is not to be seen in its address.
if (meta('follows-no-link')) history.replaceState(history.state, '', location.pathname + location.search);

// A page that the browser kept is of another time, and its buttons may be still.
addEventListener('pageshow', (event) => event.persisted && location.reload());
