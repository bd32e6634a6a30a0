// A newcomer: our server says whom to register, the browser makes the passkey, our server gives the name.

import { account, onStep, run } from '/page.js';

const form = document.querySelector('#register-form');

form.addEventListener('submit', (event) => {
  event.preventDefault();
  run(() => account.register(form.elements.username.value, { onStep }));
});
