// Three ways to sign in: with any passkey of this device, by name, and from the autofill of the name.

import { onStep, passkeys, post, report, run } from '/page.js';

const form = document.querySelector('#signin-form');

const signIn = (who) => async () => post('/verify-signin', { token: await passkeys.signIn({ ...who, onStep }) });

document.querySelector('#signin-passkey').addEventListener('click', () => run(signIn({})));

form.addEventListener('submit', (event) => {
  event.preventDefault();
  // The server keeps names in lower case at the service, so that Alice is alice.
  run(signIn({ alias: form.elements.username.value.trim().toLowerCase() }));
});

// The browser offers passkeys in the name's autofill until one is chosen; a button pressed meanwhile takes over.
passkeys.autofill({ onStep })
  .then((token) => token && run(() => post('/verify-signin', { token })))
  .catch((error) => error.quiet || report(error));
