// Says why passkeys do not work here: what was seen, what is allowed, and which setting of the server to change.

import { diagnose } from '/passkeys/passwordless.js';

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? '';

const site = {
  origins: meta('passwordless-origins').split(' ').filter(Boolean),
  rpId: meta('passwordless-rp-id') || undefined,
  apiUrl: meta('passwordless-api-url') || undefined,
};

const allowed = site.origins.join(', ');

/** What `ORIGIN` can be: https, or this machine. */
const canBeOrigin = (origin) => /^https:|^http:\/\/([^/]+\.)?localhost(:\d+)?$/.test(origin);

const setOrigin = ({ seen }) => canBeOrigin(seen)
  ? `If people are to come here, set ORIGIN=${seen} and restart the server; otherwise lead them to what is allowed.`
  : 'Give the site an https address that people can open, set ORIGIN to that address, and restart the server.';

/** Which setting to change, by what is wrong. */
const SETTINGS = {
  framed: () => 'Do not frame the site. Its headers forbid frames; if they are missing, look at what the proxy removes.',
  mixed_content: ({ allowed }) => `Set API_URL to an https address, such as ${allowed}, and restart the server.`,
  relying_party: () => 'The relying party is the host name of ORIGIN: set ORIGIN to the name that all these pages share.',
};

/** What is wrong with where this page is, if anything. */
const trouble = site.origins.length ? diagnose(site) : undefined;

/** Whether passkeys can work on this page. Where they cannot, its buttons are switched off. */
export const works = !trouble;

if (trouble) {
  show({ ...trouble, change: (SETTINGS[trouble.code] ?? setOrigin)(trouble) });
  document.querySelectorAll('button').forEach((button) => { button.disabled = true; });
}

const elsewhere = () => ({
  message: 'The server does not accept requests from this page, although the page itself was told that it does.',
  seen: location.origin,
  allowed: `${allowed} says this page; the server that answered allows something else`,
  change: 'Reload the page. If that does not help, set the same ORIGIN on every instance of the server, and restart them.',
});

/** Of errors that come later, those that the site's operator has to mend. */
const LATER = {
  wrong_address: () => ({
    message: 'The browser does not allow the passkeys of this site on this page.',
    seen: location.origin,
    allowed: `pages of ${site.rpId}, or of a name that ends in .${site.rpId}`,
    change: setOrigin({ seen: location.origin }),
  }),
  cross_site_request: elsewhere,
  origin_denied: elsewhere,
  relying_party_denied: elsewhere,
  refused: ({ problem }) => [401, 403].includes(problem?.status) && {
    message: 'The passkey service does not know this site’s public key.',
    seen: `API_KEY=${meta('passwordless-api-key')} at ${site.apiUrl}`,
    allowed: 'a public key of the application that API_SECRET belongs to, which is not locked and may sign in and register',
    change: 'Set API_KEY to that key, or API_URL to the service that knows it, and restart the server.',
  },
  unreachable: () => navigator.onLine && {
    message: 'This browser gets no answer from the passkey service.',
    seen: `no answer from ${site.apiUrl}`,
    allowed: `${new URL(site.apiUrl).origin}, in the content policy too (connect-src)`,
    change: 'Open that address in this browser. If it does not answer, set API_URL to one that does, and restart the server.',
  },
};

/** Says more of an error, if it is one that the site's operator has to mend. */
export function explain(error) {
  const found = works && LATER[error.code]?.(error);
  if (found) show(found);
}

/** Takes back what was said of an earlier error. */
export function forget() {
  if (works) place()?.replaceChildren();
}

function place() {
  return document.querySelector('#doctor');
}

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

function show({ message, seen, allowed, change, open }) {
  const rows = [['Seen', seen], ['Allowed', allowed], ['To change', change]];
  const list = element('dl', ...rows.flatMap(([name, words]) => [element('dt', name), element('dd', words)]));
  const parts = [element('strong', 'Passkeys do not work here'), element('p', message)];
  if (open) {
    const link = element('a', `Open ${new URL(open).origin} instead`);
    link.href = open;
    // Out of a frame, too.
    link.target = '_top';
    parts.push(element('p', link));
  }
  place()?.replaceChildren(...parts, list);
}
