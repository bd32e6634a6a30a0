// Every operation of the script, for `hostile` browsers: what it does with passkeys, and how to call it. `account` is
// one whose user is signed in, `name` the user's.
globalThis.operations = (() => {
  let count = 0;

  /** A token to make a passkey, from the server as it is. */
  const registration = async () => (await (await fetch('/passkeys/passkeys', { method: 'POST' })).json()).token;

  return {
    signIn: ['get', (options) => account.signIn(options)],
    signInByName: ['get', (options) => account.signIn({ name: globalThis.userName, ...options })],
    autofill: ['silent', (options) => account.autofill(options)],
    stepUp: ['confirm', (options) => account.stepUp('step-up', options)],
    addPasskey: ['create', (options) => account.addPasskey({ nickname: 'another', ...options })],
    session: ['fetch', (options) => account.session(options)],
    passkeys: ['fetch', (options) => account.passkeys(options)],
    deletePasskey: ['fetch', (options) => account.deletePasskey('AAAA', options)],
    signIns: ['fetch', (options) => account.signIns(options)],
    endSignIn: ['fetch', (options) => account.endSignIn('AAAA', options)],
    capabilities: ['local', () => capabilities()],
    signInTo: ['get', (options) => passkeys.signIn({ alias: globalThis.userName, to: '/own/sign-in', ...options })],
    confirm: ['get', (options) => passkeys.confirm('step-up', { userId: globalThis.userId, to: '/own/confirm', ...options })],
    registerByToken: ['token', (options, token) => passkeys.register(token, options), registration],
    deleteAccount: ['fetch', (options) => account.deleteAccount(options)],
    register: ['create', (options) => account.register(`newcomer-${count += 1}`, options)],
    askForLink: ['fetch', (options) => account.askForLink('alice@example.com', options)],
    followLink: ['fetch', (options) => {
      location.hash = '#verify_bm90aGluZw.bm90aGluZw';
      return account.followLink(options);
    }],
    signOutEverywhere: ['fetch', (options) => account.signOutEverywhere(options)],
    signOut: ['fetch', (options) => account.signOut(options)],
  };
})();

/** Calls one in one browser, and tells what came of it. */
globalThis.tried = async (browser, operation) => {
  const [kind, call, prepare] = operations[operation];
  const given = await prepare?.();
  const control = new AbortController();
  globalThis.abort = () => setTimeout(() => control.abort());
  hostile.become(browser);
  let told;
  try {
    const done = await call({ signal: control.signal }, given);
    told = { done: done ?? null };
  } catch (error) {
    const { name, code, message, quiet, problem } = error ?? {};
    told = { name, code, message, quiet, status: problem?.status, isOurs: error instanceof globalThis.PasskeyError };
  } finally {
    hostile.recover();
  }
  return { browser, operation, kind, ...told, address: location.href };
};
