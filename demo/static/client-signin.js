// Three ways to sign in: with any passkey of this device, by name, and from the autofill of the name.

import { account, onStep, report, run, welcome, works } from '/page.js';

// A link of a mail that led here, since nobody was signed in: its token goes on with whoever signs in, and is not to be
// seen in the address meanwhile.
if (/^#verify_/.test(location.hash)) {
  document.querySelector('meta[name="next"]').content += location.hash;
  history.replaceState(history.state, '', location.pathname + location.search);
}

const form = document.querySelector('#signin-form');

document.querySelector('#signin-passkey').addEventListener('click', () => run(() => account.signIn({ onStep })));

form.addEventListener('submit', (event) => {
  event.preventDefault();
  run(() => account.signIn({ name: form.elements.username.value, onStep }));
});

// The browser offers passkeys in the name's autofill until one is chosen; a button pressed meanwhile takes over.
if (works) {
  account.autofill({ onStep }).then((user) => user && welcome(user)).catch((error) => error.quiet || report(error));
}
