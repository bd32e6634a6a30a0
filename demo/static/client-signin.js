// Three ways to sign in: with any passkey of this device, by name, and from the autofill of the name.

import { account, onStep, report, run, welcome, works } from '/page.js';

// A link of a mail that led here, since nobody was signed in: its token goes on with whoever signs in, and is not to be
// seen in the address meanwhile.
if (/^#verify_/.test(location.hash)) {
  document.querySelector('meta[name="next"]').content += location.hash;
  history.replaceState(history.state, '', location.pathname + location.search);
}

const form = document.querySelector('#signin-form');

document.querySelector('#signin-passkey').addEventListener('click', () => run((options) => account.signIn(options)));

form.addEventListener('submit', (event) => {
  event.preventDefault();
  run((options) => account.signIn({ name: form.elements.username.value, ...options }));
});

// The browser offers passkeys in the name's autofill until one is chosen; a button pressed meanwhile takes over.
const offer = () => account.autofill({ onStep }).then((user) => user && welcome(user));

if (works) {
  offer().catch((error) => error.quiet || report(error));
  // What went wrong was said already.
  document.addEventListener('idle', () => offer().catch(() => {}));
}
