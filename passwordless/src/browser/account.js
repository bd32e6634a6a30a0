// The account: whole operations with the routes of the application's own server.
//
// This file is appended to passwordless.js, so that a page loads one module.

// Deleting a passkey may wait for its turn, and for the service.
const SERVER_TIMEOUT_MS = 45_000;

/**
 * Where to go on after signing in: the page that the query's `next` names if it is one of this origin, or `fallback`.
 * @param {string} [fallback] a path of this origin
 * @returns {string} an absolute address, for `location.assign`
 */
export function next(fallback = '/') {
  const asked = new URLSearchParams(location.search).get('next');
  const page = asked?.startsWith('/') && URL.canParse(asked, location.origin) ? new URL(asked, location.origin) : undefined;
  // The whole address and not its path: of `/.//evil.example` the path alone would be another's.
  return (page?.origin === location.origin ? page : new URL(fallback, location.origin)).href;
}

export class Account {
  #passkeys;
  #prefix;
  #rpId;

  /**
   * @param {object} settings
   * @param {string} settings.apiUrl the passkey service's address, such as https://v4.passwordless.dev
   * @param {string} settings.apiKey the application's public key (`name:public:…`)
   * @param {string} [settings.prefix] where the routes are: beside this script unless told. On another origin they must
   *   allow this one, and both must be of one site, or browsers keep the session's cookie back
   * @param {string} [settings.rpId] the relying party id, the page's host name unless told
   */
  constructor({ apiUrl, apiKey, prefix = new URL('.', import.meta.url).href, rpId = location.hostname }) {
    this.#passkeys = new Passwordless({ apiUrl, apiKey, rpId });
    this.#prefix = new URL(prefix, location).href.replace(/\/+$/, '');
    this.#rpId = rpId;
  }

  /**
   * Makes an account of this name, with a first passkey, and signs in.
   * @param {string} name
   * @param {{ nickname?: string, signal?: AbortSignal, onStep?: (step: string) => void }} [options] as for the
   *   ceremonies
   * @returns {Promise<{ userId: string, name: string, expiresAt: string }>}
   * @throws {PasskeyError}
   */
  async register(name, options = {}) {
    this.#passkeys.check();
    const { token } = await this.#post('/register', { name }, options);
    return this.#create(token, '/register/complete', options);
  }

  /**
   * Signs in: by name, or without one by any passkey that this device has for the site.
   * @param {{ name?: string, signal?: AbortSignal, onStep?: (step: string) => void }} [options]
   * @returns {Promise<{ userId: string, name?: string, expiresAt: string }>}
   * @throws {PasskeyError}
   */
  async signIn({ name, ...options } = {}) {
    // The service knows names in lower case.
    const alias = name?.trim().toLowerCase() || undefined;
    const token = await this.#passkeys.signIn({ ...options, alias });
    return this.#post('/sign-in', { token }, options);
  }

  /**
   * Offers passkeys in the autofill of an input with `autocomplete="username webauthn"`, and signs in with the one
   * that is chosen. A later call takes over: this then fails with the quiet code `superseded`.
   * @param {{ signal?: AbortSignal, onStep?: (step: string) => void }} [options]
   * @returns {Promise<{ userId: string, name?: string, expiresAt: string } | undefined>} undefined where the browser
   *   cannot do it
   * @throws {PasskeyError}
   */
  async autofill(options = {}) {
    const token = await this.#passkeys.autofill(options);
    return token && this.#post('/sign-in', { token }, options);
  }

  /**
   * Has the person who is signed in confirm something with a passkey.
   * @param {string} [purpose]
   * @param {{ signal?: AbortSignal, onStep?: (step: string) => void }} [options]
   * @returns {Promise<{ userId: string, purpose: string, maxAge: number, expiresAt: string }>} it counts for `maxAge`
   *   seconds
   * @throws {PasskeyError}
   */
  async stepUp(purpose = 'step-up', options = {}) {
    const token = await this.#passkeys.signIn({ ...options, purpose });
    return this.#post(`/step-up/${encodeURIComponent(purpose)}`, { token }, options);
  }

  /**
   * The passkeys of the person who is signed in.
   * @returns {Promise<{ passkeys: object[] }>}
   * @throws {PasskeyError}
   */
  async passkeys(options = {}) {
    return this.#tell(await this.#ask('GET', '/passkeys', undefined, options));
  }

  /**
   * Adds a passkey, after a step-up where the sign-in is not fresh.
   * @param {{ nickname?: string, signal?: AbortSignal, onStep?: (step: string) => void }} [options]
   * @returns {Promise<{ passkeys: object[] }>}
   * @throws {PasskeyError}
   */
  async addPasskey(options = {}) {
    this.#passkeys.check();
    const { token } = await this.#confirmed(() => this.#post('/passkeys', {}, options), options);
    return this.#tell(await this.#create(token, '/passkeys/complete', options));
  }

  /**
   * Deletes a passkey, after a step-up where the sign-in is not fresh.
   * @param {string} id
   * @returns {Promise<{ passkeys: object[], signedOut?: boolean }>} `signedOut` where it was the one at hand
   * @throws {PasskeyError}
   */
  async deletePasskey(id, options = {}) {
    const path = `/passkeys/${encodeURIComponent(id)}`;
    return this.#tell(await this.#confirmed(() => this.#ask('DELETE', path, undefined, options), options));
  }

  /**
   * Has a link sent to this e-mail address, if it is a user's. Nobody is told whether it is.
   * @throws {PasskeyError}
   */
  async askForLink(email, options = {}) {
    await this.#post('/magic-link', { email }, options);
  }

  /**
   * Follows the magic link by which this page was opened, and takes it out of the address.
   *
   * In another browser than the one that asked for the link it fails with `confirmation_required`, whose
   * `problem.account` says whose account it is. Ask the person, and call the function `confirm` of the error.
   * @returns {Promise<{ userId: string, recovery?: boolean } | undefined>} undefined where the page was opened
   *   otherwise; with `recovery` a passkey may be added, and nothing else
   * @throws {PasskeyError}
   */
  async followLink(options = {}) {
    const [, token, link] = /^#(verify_[\w-]+)\.([\w-]+)$/.exec(location.hash) ?? [];
    if (!token) return undefined;
    // Whoever looks at the screen or the history later finds nothing.
    history.replaceState(history.state, '', location.pathname + location.search);
    const follow = (confirmed) => this.#post('/magic-link/complete', { token, link, confirmed }, options);
    return follow(false).catch((error) => {
      if (error.code === 'confirmation_required') error.confirm = () => follow(true);
      throw error;
    });
  }

  /** Signs out. @throws {PasskeyError} */
  async signOut(options = {}) {
    await this.#post('/sign-out', {}, options);
  }

  /** Ends every session of the person who is signed in, on all devices. @throws {PasskeyError} */
  async signOutEverywhere(options = {}) {
    await this.#post('/sign-out-everywhere', {}, options);
  }

  async #create(token, path, options) {
    let made;
    const verified = await this.#passkeys.register(token, { ...options, onPasskey: (id) => { made = id; } });
    try {
      return await this.#post(path, { token: verified }, options);
    } catch (error) {
      // The server deletes the passkey of somebody who came second, so the device need not offer it.
      if (error.code === 'name_taken') await forget(this.#rpId, made);
      throw error;
    }
  }

  // What needs a fresh sign-in is asked for once more after a step-up.
  async #confirmed(action, options) {
    try {
      return await action();
    } catch (error) {
      if (error.code !== 'step_up_required') throw error;
      await this.stepUp(error.problem.purpose, options);
      return action();
    }
  }

  // Tells the device which passkeys there are, so that it stops offering others (Signal API).
  async #tell({ signals = [], ...document }) {
    for (const signal of signals.filter(({ rpId }) => rpId === this.#rpId)) {
      await PublicKeyCredential.signalAllAcceptedCredentials?.(signal).catch(() => {});
    }
    return document;
  }

  #post(path, body, options) {
    return this.#ask('POST', path, body, options);
  }

  async #ask(method, path, body, { signal } = {}) {
    const deadline = AbortSignal.timeout(SERVER_TIMEOUT_MS);
    let answer;
    let document;
    try {
      answer = await fetch(this.#prefix + path, {
        method,
        headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) },
        body: body && JSON.stringify(body),
        cache: 'no-store',
        credentials: 'include',
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      document = await answer.json().catch((cause) => {
        if (cause.name === 'AbortError' || cause.name === 'TimeoutError') throw cause;
      });
    } catch (cause) {
      throw new PasskeyError(signal?.aborted ? 'cancelled' : 'server_unreachable', { cause });
    }
    if (answer.ok) return document;
    const { code = 'server_failed', detail } = document ?? {};
    throw new PasskeyError(code, { problem: document, words: detail ?? WORDS[code] ?? WORDS.server_failed });
  }
}
