// The account: whole operations with the routes of the application's own server.

export class Account extends Sessions {
  #passkeys;
  #rpId;

  /**
   * @param {object} settings
   * @param {string} settings.apiUrl the passkey service's address, such as https://v4.passwordless.dev
   * @param {string} settings.apiKey the application's public key (`name:public:…`)
   * @param {string} [settings.prefix] where the routes are; by default beside this script. On another origin they must
   *   allow this one, and both must be of one site, or browsers keep the session's cookie back
   * @param {string} [settings.rpId] the relying party id; by default the page's host name
   * @param {Record<string, string>} [settings.words] sentences in place of those of `WORDS`, and of those that the
   *   server sends, by code
   * @param {() => unknown} [settings.onSignedOut] awaited whenever this ended the session, so that a session of the
   *   application's own ends too
   * @param {string} [settings.userId] whom the page shows, where the server wrote it for somebody who is signed in.
   *   Whomever a call tells of, or signs in, the page shows then. Where another user is signed in by now, as in another
   *   tab, calls about this one fail with `other_user`, and change nothing
   */
  constructor({ apiUrl, apiKey, prefix = new URL('.', import.meta.url).href, rpId = location.hostname, words, onSignedOut, userId }) {
    super(prefix, words, onSignedOut, userId);
    this.#passkeys = new Passwordless({ apiUrl, apiKey, rpId });
    this.#rpId = rpId;
  }

  /**
   * Makes an account of this name, with a first passkey, and signs in. Of two registrations in one browser the later
   * takes over, until the earlier has its passkey: then the later one waits.
   * @param {string} name
   * @param {{ nickname?: string, form?: object, signal?: AbortSignal, onStep?: (step: string) => void }} [options] as
   *   for the ceremonies; `form` is what else the sign-up form holds, such as
   *   `Object.fromEntries(new FormData(element))`, for the application to check and keep
   * @returns {Promise<{ userId: string, name: string, signInByName: boolean, expiresAt: string }>} `signInByName`: false
   *   where the service does not know the name, so that one signs in without typing it
   * @throws {PasskeyError}
   */
  register(name, { form, ...options } = {}) {
    return this.#ceremony(options, (ceremony) => alone(ceremony, async () => {
      const { token } = await this._post('/register', { name: composed(name), form }, 'token', ceremony);
      let made;
      const onPasskey = (id) => { made = id; };
      try {
        const verified = await this.#passkeys.register(token, { ...options, signal: ceremony.signal, onPasskey });
        const welcome = await this.#finish('/register/complete', verified, 'userId');
        remember(made);
        return this._shows(welcome);
      } catch (error) {
        // Where the server has not decided, the account may be there by now. Otherwise there is none, and will be none
        // with this passkey.
        if (made && isDecided(error)) await forget(this.#rpId, made);
        throw error;
      }
    }));
  }

  /**
   * Signs in: by name, or without one by any passkey that this device has for the site.
   * @param {{ name?: string, signal?: AbortSignal, onStep?: (step: string) => void }} [options]
   * @returns {Promise<{ userId: string, name?: string, expiresAt: string }>}
   * @throws {PasskeyError}
   */
  signIn({ name, ...options } = {}) {
    // The service knows names in lower case.
    const alias = composed(name ?? '').toLowerCase() || undefined;
    return this.#enter(options, false, (options) => this.#passkeys.signIn({ ...options, alias }));
  }

  /**
   * Offers passkeys in the autofill of an input with `autocomplete="username webauthn"`, and signs in with the one
   * that is chosen. A later call of anything takes over: this then fails with the quiet code `superseded`.
   * @param {{ signal?: AbortSignal, onStep?: (step: string) => void }} [options]
   * @returns {Promise<{ userId: string, name?: string, expiresAt: string } | undefined>} undefined where the browser
   *   cannot do it
   * @throws {PasskeyError}
   */
  autofill(options = {}) {
    return this.#enter(options, true, (options) => this.#passkeys.autofill(options));
  }

  /**
   * Has the person who is signed in confirm something with one of their passkeys.
   * @param {string} [purpose]
   * @param {{ signal?: AbortSignal, onStep?: (step: string) => void }} [options]
   * @returns {Promise<{ userId: string, purpose: string, maxAge: number, expiresAt: string }>} it counts for `maxAge`
   *   seconds
   * @throws {PasskeyError}
   */
  stepUp(purpose = 'step-up', options = {}) {
    return this.#ceremony(options, async ({ signal }) => {
      // The server knows who is signed in, after a reload too. Others have passkeys on this device as well.
      const { userId } = this._shows(await this._ask('GET', '/session', undefined, 'userId', { signal }, false));
      const token = await this.#passkeys.signIn({ ...options, signal, userId, purpose });
      return this._post(`/step-up/${encodeURIComponent(purpose)}`, { token }, 'userId', { signal });
    });
  }

  /**
   * Who is signed in. The end is told of a session of ours only.
   * @param {Limits} [options]
   * @returns {Promise<{ userId: string, name?: string, expiresAt?: string }>}
   * @throws {PasskeyError} `sign_in_required` where nobody is
   */
  session(options = {}) {
    return this._spoken(async () => {
      const user = await this._ask('GET', '/session', undefined, 'userId', options);
      return tellName(this.#rpId, this._shows(user));
    });
  }

  /**
   * The passkeys of the person who is signed in.
   * @param {Limits} [options]
   * @returns {Promise<{ userId: string, passkeys: Passkey[] }>}
   * @throws {PasskeyError}
   */
  passkeys(options = {}) {
    return this._spoken(async () => {
      const list = await this._ask('GET', '/passkeys', undefined, 'passkeys', options);
      return this.#tell(this._shows(list));
    });
  }

  /**
   * Adds a passkey, after a step-up where the sign-in is not fresh.
   * @param {{ nickname?: string, signal?: AbortSignal, onStep?: (step: string) => void }} [options]
   * @returns {Promise<{ userId: string, passkeys: Passkey[] }>}
   * @throws {PasskeyError}
   */
  addPasskey(options = {}) {
    return this.#ceremony(options, async ({ signal }) => {
      const within = { ...options, signal };
      const { token } = await this.#confirmed(() => this._post('/passkeys', {}, 'token', within), within);
      let made;
      const onPasskey = (id) => { made = id; };
      try {
        const verified = await this.#passkeys.register(token, { ...within, onPasskey });
        const list = await this.#finish('/passkeys/complete', verified, 'passkeys');
        remember(made);
        return await this.#tell(list);
      } catch (error) {
        // What was refused signs nobody in. Otherwise the service may have it: what it lists, the device keeps.
        if (made && isDecided(error)) await forget(this.#rpId, made);
        else if (made) await this.passkeys().catch(() => {});
        throw error;
      }
    });
  }

  /**
   * Deletes a passkey, after a step-up where the sign-in is not fresh.
   * @param {string} id
   * @param {{ signal?: AbortSignal, onStep?: (step: string) => void }} [options]
   * @returns {Promise<{ userId: string, passkeys: Passkey[], signedOut?: boolean }>} `signedOut` where it was the one at hand
   * @throws {PasskeyError}
   */
  deletePasskey(id, options = {}) {
    const path = `/passkeys/${encodeURIComponent(id)}`;
    return this._spoken(async () => {
      const left = await this.#confirmed(() => this._ask('DELETE', path, undefined, 'passkeys', options), options);
      remember(undefined, id);
      if (left.signedOut) await this._signedOut();
      return this.#tell(left);
    });
  }

  /**
   * Deletes the account of the person who is signed in, with all passkeys, after a step-up where the sign-in is not fresh.
   * Ask the person first: nothing brings it back.
   * @param {{ signal?: AbortSignal, onStep?: (step: string) => void }} [options]
   * @returns {Promise<{ userId: string, passkeys: 'deleted' | 'pending' }>} `pending` where the service has yet to delete
   *   the passkeys, which sign nobody in
   * @throws {PasskeyError}
   */
  deleteAccount(options = {}) {
    return this._spoken(async () => {
      const gone = await this.#confirmed(() => this._ask('DELETE', '/account', undefined, 'userId', options), options);
      rememberNone();
      await this._signedOut();
      return this.#tell(gone);
    });
  }

  /**
   * Follows the magic link by which this page was opened, and takes it out of the address. What a mail program or a
   * tracker has put around it does no harm.
   *
   * In another browser than the one that asked for the link it fails with `confirmation_required`, whose
   * `problem.account` says whose account it is. Ask the person, and call the function `confirm` of the error. In a
   * browser that cannot make the passkey for which the link is, it fails with `other_browser_needed`: the link still
   * works, and stays in the address, from where an app hands it on to the person's browser.
   * @param {Limits} [options]
   * @returns {Promise<{ userId: string, recovery?: boolean } | undefined>} undefined where the page was opened
   *   otherwise; with `recovery` a passkey may be added, and nothing else
   * @throws {PasskeyError} `broken_link` where there is no more than a part of one
   */
  followLink(options = {}) {
    return this._spoken(async () => {
      const found = linkIn(location.hash);
      if (!found) return undefined;
      // Whoever looks at the screen or the history later finds nothing.
      const clean = location.pathname + location.search;
      attempt(() => history.replaceState(history.state, '', clean));
      if (linkIn(location.hash)) location.replace('#');
      const { token, link } = found;
      if (!link) throw new PasskeyError('broken_link');
      const { make } = await capabilities();
      const follow = async (confirmed) => {
        const body = { token, link, confirmed, passkeys: make };
        return this._shows(await this._post('/magic-link/complete', body, 'userId', options));
      };
      return follow(false).catch((error) => {
        if (error.code === 'confirmation_required') error.confirm = () => this._spoken(() => follow(true));
        const whole = `${clean}#${token}.${link}`;
        if (error.code === 'other_browser_needed') attempt(() => history.replaceState(history.state, '', whole));
        throw error;
      });
    });
  }

  // From a passkey to a session.
  // Up to the server's answer it is one ceremony. A later one that signed in while this one's answer is on its way would
  // end this one's session, and a page that went on with this one would not hear of the other.
  #enter(options, isSilent, use) {
    return this._spoken(() => Ceremony.run(options.signal, isSilent, async ({ signal }) => {
      let used;
      const token = await use({ ...options, signal, onPasskey: (id) => { used = id; } });
      if (!token) return undefined;
      try {
        const user = this._shows(await this._post('/sign-in', { token }, 'userId', { signal }));
        return await tellName(this.#rpId, user);
      } catch (error) {
        // It belongs to nobody any more.
        if (error.code === 'unknown_user') await forget(this.#rpId, used);
        throw error;
      }
    }));
  }

  // Brings the token of a new passkey. It is not spent before the server has the passkey: where no answer came, it is
  // brought once more, or there would be a passkey that signs nobody in.
  async #finish(path, token, wanted) {
    const until = performance.now() + SERVER_MS;
    for (const pause of [...PAUSES_MS, 0]) {
      try {
        return await this._post(path, { token }, wanted);
      } catch (error) {
        // The answer that was lost said yes.
        if (pause !== PAUSES_MS[0] && DONE_BEFORE.includes(error.code)) throw new PasskeyError('already_registered');
        if (error.problem || !pause || performance.now() > until) throw error;
      }
      await new Promise((resolve) => { setTimeout(resolve, pause); });
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
  async #tell({ signals, ...document }) {
    for (const signal of Array.isArray(signals) ? signals : []) {
      if (signal?.rpId !== this.#rpId) continue;
      const allAcceptedCredentialIds = [...new Set([...(signal.allAcceptedCredentialIds ?? []), ...remembered()])];
      await tell('signalAllAcceptedCredentials', { ...signal, allAcceptedCredentialIds });
    }
    return document;
  }

  #ceremony({ signal }, action) {
    return this._spoken(() => {
      this.#passkeys.check();
      return Ceremony.run(signal, false, action);
    });
  }
}

const PAUSES_MS = [1_000, 3_000];
// The token is spent, or the cookie gone that said who registers, or who recovers.
const DONE_BEFORE = ['token_already_used', 'no_registration', 'sign_in_required'];

// Whether somebody said no. Otherwise it may be done, or be done yet.
const isDecided = ({ code, problem }) => (problem ? problem.status < 500 && problem.status !== 429
  : !['server_unreachable', 'server_failed', 'unreachable', 'service_failed', 'already_registered'].includes(code));

// A name that is typed in two ways is one name.
const composed = (name) => String(name).normalize('NFC').trim();
