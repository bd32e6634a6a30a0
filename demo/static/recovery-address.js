// The page to which the mail leads that confirms an address: it asks first, and sends the link's token then.

import { leave, post, run, say } from '/page.js';

/** Mail programs take a full stop along and add things of their own; the token is what looks like one. */
const TOKEN = /^#(verify_[\w-]+)/;

const confirm = document.querySelector('#confirm');
let token;

function follow() {
  if (!location.hash) return;
  token = TOKEN.exec(location.hash)?.[1];
  // Whoever looks at the address bar, or goes back to it, shall not find the token there.
  history.replaceState(history.state, '', location.pathname);
  if (!token) {
    say('This link is broken: some of it is missing. Open it from the mail once more, or ask for a new one.', 'error', 'invalid_link');
    return;
  }
  if (!confirm) {
    say('Your account has no address that waits to be confirmed: it is confirmed already, or was removed.', 'error', 'invalid_link');
    return;
  }
  confirm.hidden = false;
  document.querySelector('#open-mail').hidden = true;
  document.querySelector('#confirm-title').focus();
}

document.querySelector('#confirm-address')?.addEventListener('click', () => {
  run((options) => post('/recovery-address/confirm', { token }, options), () => {
    say('The address is confirmed.', 'done');
    return leave('/me?done=confirmed');
  });
});

addEventListener('hashchange', follow);
follow();
