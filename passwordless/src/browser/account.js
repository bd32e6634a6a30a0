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
   */
  constructor({ apiUrl, apiKey, prefix = new URL('.', import.meta.url).href, rpId = location.hostname, words, onSignedOut }) {
    super(prefix, words, onSignedOut);
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
        const welcome = await this._post('/register/complete', { token: verified }, 'userId');
        remember(made);
        return welcome;
      } catch (error) {
        // Where the server has not decided, the account may be there by now. Otherwise there is none, and will be none
        // with this passkey.
        const isPerhapsMine = ['server_unreachable', 'server_failed'].includes(error.code) && !error.problem;
        if (made && !isPerhapsMine && !(error.problem?.status >= 500)) await forget(this.#rpId, made);
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
      const { userId } = await this._ask('GET', '/session', undefined, 'userId', { signal });
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
    return this._spoken(async () => tellName(this.#rpId, await this._ask('GET', '/session', undefined, 'userId', options)));
  }

  /**
   * The passkeys of the person who is signed in.
   * @param {Limits} [options]
   * @returns {Promise<{ passkeys: Passkey[] }>}
   * @throws {PasskeyError}
   */
  passkeys(options = {}) {
    return this._spoken(async () => this.#tell(await this._ask('GET', '/passkeys', undefined, 'passkeys', options)));
  }

  /**
   * Adds a passkey, after a step-up where the sign-in is not fresh.
   * @param {{ nickname?: string, signal?: AbortSignal, onStep?: (step: string) => void }} [options]
   * @returns {Promise<{ passkeys: Passkey[] }>}
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
        const list = await this._post('/passkeys/complete', { token: verified }, 'passkeys');
        remember(made);
        return await this.#tell(list);
      } catch (error) {
        // The service may have it: what it lists, the device keeps.
        if (made) await this.passkeys().catch(() => {});
        throw error;
      }
    });
  }

  /**
   * Deletes a passkey, after a step-up where the sign-in is not fresh.
   * @param {string} id
   * @param {{ signal?: AbortSignal, onStep?: (step: string) => void }} [options]
   * @returns {Promise<{ passkeys: Passkey[], signedOut?: boolean }>} `signedOut` where it was the one at hand
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
   * `problem.account` says whose account it is. Ask the person, and call the function `confirm` of the error.
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
      const follow = (confirmed) => this._post('/magic-link/complete', { token, link, confirmed }, 'userId', options);
      return follow(false).catch((error) => {
        if (error.code === 'confirmation_required') error.confirm = () => this._spoken(() => follow(true));
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
        return await tellName(this.#rpId, await this._post('/sign-in', { token }, 'userId', { signal }));
      } catch (error) {
        // It belongs to nobody any more.
        if (error.code === 'unknown_user') await forget(this.#rpId, used);
        throw error;
      }
    }));
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

// A name that is typed in two ways is one name.
const composed = (name) => String(name).normalize('NFC').trim();
