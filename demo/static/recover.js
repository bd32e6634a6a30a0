// The way back for whoever lost their passkeys: ask for a link, follow it, make a new passkey, sign in with it.

import { account, onStep, report, run, say } from '/page.js';

const section = (id) => document.querySelector(`#${id}`);

/** Shows one of the page's steps, and nothing of the others. */
function step(id) {
  for (const other of ['ask', 'confirm', 'create', 'enter']) section(other).hidden = other !== id;
  section(id).querySelector('[tabindex]')?.focus();
}

const ask = section('ask-form');

ask.addEventListener('submit', (event) => {
  event.preventDefault();
  run(() => account.askForLink(ask.elements.email.value.trim()), () => {
    say('If an account has this address, a link is on its way to it.', 'done');
  });
});

function recovering() {
  say('The link is good. Make a new passkey for your account within ten minutes.', 'done');
  step('create');
}

function unfollowed(error) {
  if (!error.confirm) {
    step('ask');
    throw error;
  }
  section('whose').textContent = error.problem.account;
  say('One question first.');
  step('confirm');
  section('confirm-link').onclick = () => run(error.confirm, recovering);
}

const create = section('create-form');

create.addEventListener('submit', (event) => {
  event.preventDefault();
  run(() => account.addPasskey({ nickname: create.elements.nickname.value.trim(), onStep }), () => {
    say('Your new passkey is made.', 'done');
    step('enter');
  });
});

section('signin-passkey').addEventListener('click', () => run(() => account.signIn({ onStep })));

/** Follows the link with which the page was opened, now or, where the page was there already, later. */
function follow() {
  if (!location.hash) return;
  section('ask').hidden = true;
  say('Looking at your link…', 'busy');
  account.followLink().then((opened) => (opened ? recovering() : step('ask')), unfollowed).catch(report);
}

addEventListener('hashchange', follow);
follow();
