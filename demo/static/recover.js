// The way back for whoever lost their passkeys: ask for a link, follow it, make a new passkey, sign in with it.

import { account, run, say } from '/page.js';

const section = (id) => document.querySelector(`#${id}`);

const STEPS = ['ask', 'confirm', 'create', 'enter'];

/** Shows one of the page's steps, and nothing of the others. */
function step(id) {
  for (const other of STEPS) section(other).hidden = other !== id;
  section(id).querySelector('[tabindex]')?.focus();
}

const ask = section('ask-form');

ask.addEventListener('submit', (event) => {
  event.preventDefault();
  run((options) => account.askForLink(ask.elements.email.value.trim(), options), () => {
    say('If an account has this address, a link is on its way to it.', 'done');
  });
});

function followed(opened) {
  if (!opened) return start();
  if (opened !== 'unconfirmed') return recovering(opened);
  say('One question first.');
  return step('confirm');
}

function recovering({ name, userId }) {
  // Whoever typed a wrong address would otherwise lead its reader into their own account.
  section('account').textContent = name ?? userId;
  say('The link is good. Look whose account it is, and make a new passkey within ten minutes.', 'done');
  step('create');
}

/** Ends what the link began: nothing was changed, and nothing can be by it any more. */
function declined() {
  step('ask');
  say('Nothing was changed. The link was for another account than yours: tell nobody else about it, and delete the mail.', 'done');
}

section('decline').addEventListener('click', () => run((options) => account.signOut(options), declined));
section('decline-link').addEventListener('click', declined);

function unfollowed(error) {
  if (!error.confirm) {
    step('ask');
    throw error;
  }
  section('whose').textContent = error.problem.account;
  section('confirm-link').onclick = () => run(error.confirm, recovering);
  return 'unconfirmed';
}

const create = section('create-form');

create.addEventListener('submit', (event) => {
  event.preventDefault();
  const late = (error) => {
    // The link has done its time.
    if (error.code === 'sign_in_required') step('ask');
    if (error.code === 'already_registered') step('enter');
    throw error;
  };
  const nickname = create.elements.nickname.value.trim();
  run((options) => account.addPasskey({ nickname, ...options }).catch(late), () => {
    say('Your new passkey is made.', 'done');
    step('enter');
  });
});

section('signin-passkey').addEventListener('click', () => run((options) => account.signIn(options)));

const begun = document.querySelector('#status').textContent;

function start() {
  step('ask');
  say(begun);
}

/** Follows the link with which the page was opened, now or, where the page was there already, later. */
function follow() {
  if (!location.hash) return;
  section('ask').hidden = true;
  run((options) => account.followLink(options).catch(unfollowed), followed)
    // Whoever did not wait for it may ask for another.
    .then(() => STEPS.every((id) => section(id).hidden) && step('ask'));
  say('Looking at your link…', 'busy');
}

addEventListener('hashchange', follow);
follow();
