// A newcomer: our server says whom to register, the browser makes the passkey, our server gives the name.

import { onStep, passkeys, post, run } from '/page.js';

const form = document.querySelector('#register-form');

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const username = form.elements.username.value;
  run(async () => {
    const { token } = await post('/create-token', { username });
    return post('/complete-registration', { token: await passkeys.register(token, { onStep }) });
  });
});
