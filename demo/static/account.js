// The account's page: the passkeys, where to send a link if they are lost, and the end of the account.

import { able, account, confirmed, leave, post, report, run, say } from '/page.js';

const list = document.querySelector('#passkeys');
const title = document.querySelector('#passkeys-title');
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const minute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

// Where to go on from here. A session that has ended is no trouble to talk about: the way in is the first page. And where
// somebody else is signed in by now, this page is theirs.
const ELSEWHERE = { sign_in_required: '/?next=/me', other_user: '/me?done=other' };

const leaveIfOut = (error) => {
  if (!ELSEWHERE[error.code]) throw error;
  return leave(ELSEWHERE[error.code]).then(() => { throw error; });
};

const PLACES = new Map([[true, 'synced'], [false, 'on one device']]);

function row(passkey) {
  const made = document.querySelector('#passkey').content.cloneNode(true);
  const part = (selector) => made.querySelector(selector);
  const name = passkey.nickname || passkey.provider || 'Passkey';
  const place = PLACES.get(passkey.isBackedUp);
  part('li').dataset.id = passkey.id;
  part('strong').textContent = name;
  part('.current').hidden = !passkey.isCurrent;
  part('.place').hidden = !place;
  part('.place').textContent = place ?? '';
  for (const [selector, at] of [['.made', passkey.createdAt], ['.used', passkey.lastUsedAt]]) {
    part(selector).dateTime = at;
    part(selector).textContent = day.format(new Date(at));
  }
  part('.provider').textContent = passkey.provider && passkey.nickname ? ` in ${passkey.provider}` : '';
  part('.device').textContent = passkey.device ? ` with ${passkey.device}` : '';
  part('.deleting').hidden = !passkey.deleting;
  part('.unfinished').hidden = !passkey.unfinished;
  part('.only').hidden = !passkey.isLast;
  part('.ask').hidden = passkey.isLast;
  part('summary').ariaLabel = `Delete ${name}`;
  part('.delete').textContent = `Delete “${name}”`;
  part('.delete').addEventListener('click', () => remove(passkey.id, name));
  return made;
}

function show({ passkeys }) {
  list.replaceChildren(...passkeys.map(row));
  list.ariaBusy = 'false';
  // As much room is kept while the list loads the next time.
  localStorage.setItem('passkeys', list.offsetHeight);
}

function remove(id, name) {
  run((options) => account.deletePasskey(id, options).catch(leaveIfOut), async (left) => {
    if (left.signedOut) return leave('/?next=/me');
    show(left);
    const { sync } = await able;
    const rest = sync ? 'Your browser is told to forget it.' : 'Your browser may go on offering it until you delete it there, too.';
    say(`${name} is deleted. ${rest}`, 'done');
    title.focus();
  });
}

const add = document.querySelector('#add-form');

add.addEventListener('submit', (event) => {
  event.preventDefault();
  const nickname = add.elements.nickname.value.trim();
  run((options) => account.addPasskey({ nickname, ...options }).catch(leaveIfOut), (all) => {
    show(all);
    add.reset();
    say(`${nickname || 'Your new passkey'} is added.`, 'done');
  });
});

const recovery = document.querySelector('#recovery-form');

/** What follows from a saved address. Nobody is told whether a mail was held back because too many were sent there. */
function whatComes(email) {
  const confirmed = recovery.elements.email.defaultValue;
  if (!email) return 'No link is sent to anybody any more.';
  if (email.toLowerCase() === confirmed) return `Nothing has changed: links still go to ${email}.`;
  return `Unless many were sent there lately, a mail is on its way to ${email}. Open its link while you are signed in: the address counts from then on.`;
}

recovery.addEventListener('submit', (event) => {
  event.preventDefault();
  const email = recovery.elements.email.value.trim();
  const save = (options) => confirmed(() => post('/recovery-address', { email }, options), options);
  run((options) => save(options).catch(leaveIfOut), () => {
    say(whatComes(email), 'done');
  });
});

document.querySelector('#leave-button')?.addEventListener('click', () => {
  run((options) => account.deleteAccount(options).catch(leaveIfOut), () => leave('/'));
});

const height = localStorage.getItem('passkeys');
if (height) list.style.minHeight = `${height}px`;

// In the time of where the person is.
for (const time of document.querySelectorAll('#sign-ins time')) time.textContent = minute.format(new Date(time.dateTime));

// What was said once need not be said again by a reload.
if (location.search) history.replaceState(history.state, '', location.pathname);

function load() {
  list.ariaBusy = 'true';
  return account.passkeys().catch(leaveIfOut).then(show, (error) => {
    const again = document.createElement('button');
    again.type = 'button';
    again.textContent = 'Load the list again';
    again.addEventListener('click', load);
    const item = document.createElement('li');
    item.append(again);
    list.replaceChildren(item);
    list.ariaBusy = 'false';
    report(error);
  });
}

load();
