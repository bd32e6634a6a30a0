// A newcomer: our server says whom to register, the browser makes the passkey, our server gives the name.

import { account, run } from '/page.js';

const form = document.querySelector('#register-form');

form.addEventListener('submit', (event) => {
  event.preventDefault();
  run((options) => account.register(form.elements.username.value, options));
});
