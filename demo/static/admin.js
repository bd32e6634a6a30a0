// The administrator's forms work by themselves, if a passkey was used a short while ago. Otherwise this asks for it
// first, and sends the form then, with everything that was typed.

import { account, run, say } from '/page.js';

// A little early, so that the form arrives in time.
const MARGIN_SECONDS = 10;

const goodFor = (seconds) => performance.now() + (seconds - MARGIN_SECONDS) * 1000;

let freshUntil = goodFor(Number(document.querySelector('meta[name="fresh-for"]').content));

for (const form of document.querySelectorAll('form[data-confirmed]')) {
  form.addEventListener('submit', (event) => {
    if (performance.now() < freshUntil) return;
    event.preventDefault();
    run((options) => account.stepUp('step-up', options), ({ maxAge }) => {
      freshUntil = goodFor(maxAge);
      say('One moment…', 'busy');
      form.submit();
      // Until the answer is there, there is nothing more to press.
      return new Promise((resolve) => { setTimeout(resolve, 10_000); });
    });
  });
}

const link = document.querySelector('#link-form');

link?.addEventListener('submit', (event) => {
  event.preventDefault();
  const email = link.elements.email.value;
  run((options) => account.askForLink(email, options), () => {
    say(`The service is asked to send a link to ${email}. It may take a minute to arrive.`, 'done');
  });
});

// What was said once need not be said again by a reload.
const here = new URL(location.href);
if (here.searchParams.has('done')) {
  here.searchParams.delete('done');
  history.replaceState(history.state, '', here);
}

// In the time of where the person is.
const minute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
for (const time of document.querySelectorAll('time')) time.textContent = minute.format(new Date(time.dateTime));
