// Passkeys by Passwordless.dev, in the browser.
//
//   import { Account, Passwordless } from '/passkeys/passwordless.js';
//   const account = new Account({ apiUrl, apiKey });           // talks to the routes beside this script
//   await account.signIn({ name: 'alice' });                   // and Alice is signed in
//
//   const passkeys = new Passwordless({ apiUrl, apiKey });     // for routes of your own
//   const token = await passkeys.signIn({ alias: 'alice' });   // hand this to your server, which verifies it
//
// Only tokens cross between this script and the application: `register_…` comes from its server, `verify_…` goes
// back to it. Whoever catches a PasskeyError finds a stable `code` and a `message` fit to be shown to a person.

const SERVICE_MS = 15_000;

export class Passwordless {
  #apiUrl;
  #apiKey;
  #rpId;
  #words;
  #origin = location.origin;

  /**
   * @param {object} settings
   * @param {string} settings.apiUrl the service's address, such as https://v4.passwordless.dev
   * @param {string} settings.apiKey the application's public key (`name:public:…`)
   * @param {string} [settings.rpId] the relying party id; by default the page's host name
   * @param {Record<string, string>} [settings.words] sentences in place of those of `WORDS`, by code
   */
  constructor({ apiUrl, apiKey, rpId = location.hostname, words }) {
    if (apiKey.includes(':secret:')) {
      throw new TypeError('apiKey is the secret key, which no page may hold: put the public one there, `name:public:…`');
    }
    this.#apiUrl = apiUrl.replace(/\/+$/, '');
    this.#apiKey = apiKey;
    this.#rpId = rpId;
    this.#words = words;
  }

  /**
   * Makes a passkey for the user whom the server named in the registration token. A later call of this page takes
   * over, until there is a passkey: then the later one waits.
   * @param {string} token `register_…`, from the application's server
   * @param {{ nickname?: string, signal?: AbortSignal, onStep?: (step: string) => void, onPasskey?: (id: string) => void }} [options]
   *   `onStep` hears `preparing`, `waiting` (for the person) and `finishing`; `onPasskey` the id of the new passkey
   * @returns {Promise<string>} `verify_…`, for the application's server
   * @throws {PasskeyError}
   */
  register(token, { nickname, signal, onStep = () => {}, onPasskey = () => {} } = {}) {
    return this.#run(signal, false, async (ceremony) => {
      onStep('preparing');
      const { data, session } = await this.#begin('/register/begin', { token }, ceremony.signal);
      onStep('waiting');
      const credential = await make(data, this.#rpId, ceremony.signal);
      try {
        await ceremony.close();
        onPasskey(credential.id);
        onStep('finishing');
        return await this.#complete('/register/complete', { session, response: registration(credential), nickname });
      } catch (error) {
        // Where the service may have taken it, it may be the user's.
        const isPerhapsTaken = ['unreachable', 'service_failed'].includes(error.code);
        if (credential.id && !isPerhapsTaken) await forget(this.#rpId, credential.id);
        throw error;
      }
    });
  }

  /**
   * Signs in with a passkey: one of the named user, or, without a name, any that this device has for the site. With `to`
   * it brings the token to that route of the application, as `Authorization: Bearer verify_…` of a POST with `body` as
   * JSON: a form of another site can send no such header, so that nobody is signed in to an account not theirs.
   * @param {{ alias?: string, userId?: string, purpose?: string, to?: string, body?: object, signal?: AbortSignal, onStep?: (step: string) => void, onPasskey?: (id: string) => void }} [options]
   *   with `userId` only that user's passkeys are asked for; `onPasskey` hears the id of the one that was used
   * @returns {Promise<any>} `verify_…`, for the application's server; with `to` the JSON that the route answered, or
   *   undefined for a 204. Its refusals are problem documents (RFC 9457) with a member `code`
   * @throws {PasskeyError}
   */
  signIn({ alias, userId, purpose, to, body = {}, ...options } = {}) {
    return this.#run(options.signal, false, async (ceremony) => {
      let used;
      const onPasskey = (id) => {
        used = id;
        options.onPasskey?.(id);
      };
      const token = await this.#signIn({ alias, userId, purpose }, ceremony, { ...options, onPasskey });
      if (to === undefined) return token;
      const asked = { method: 'POST', headers: { Authorization: `Bearer ${token}` }, body, cache: 'no-store', credentials: 'include' };
      const limits = { milliseconds: SERVER_MS, signal: ceremony.signal, unreachable: 'server_unreachable' };
      try {
        return answered(await exchange(new URL(to, location.href).href, asked, limits), ({ status, document }) => document || status === 204);
      } catch (error) {
        if (error.code === 'unknown_user') await forget(this.#rpId, used);
        throw error;
      }
    });
  }

  /**
   * Has somebody confirm one request with a passkey: `signIn` for this purpose, usually with `userId` and `to`.
   * @param {string} purpose
   * @param {{ userId?: string, to?: string, body?: object, signal?: AbortSignal, onStep?: (step: string) => void }} [options]
   * @returns {Promise<any>} as `signIn`
   * @throws {PasskeyError}
   */
  confirm(purpose, options = {}) {
    return this.signIn({ ...options, purpose });
  }

  /**
   * Offers passkeys in the autofill of an input with `autocomplete="username webauthn"`, and waits until one is
   * chosen. A later call of anything takes over: this then fails with the quiet code `superseded`.
   * @param {{ purpose?: string, signal?: AbortSignal, onStep?: (step: string) => void, onPasskey?: (id: string) => void }} [options]
   * @returns {Promise<string | undefined>} `verify_…`; undefined where the browser cannot do it
   * @throws {PasskeyError}
   */
  async autofill({ purpose, ...options } = {}) {
    if (!(await capabilities()).offer) return undefined;
    return this.#run(options.signal, true, (ceremony) => this.#signIn({ purpose }, ceremony, options));
  }

  /**
   * Whether there can be passkeys on this page at all, so that nobody is asked in vain.
   * @throws {PasskeyError} `insecure_context`, `wrong_address` or `unsupported`
   */
  check() {
    const code = trouble();
    if (code) throw spoken(new PasskeyError(code), this.#words);
  }

  async #signIn(who, { signal, isSilent }, { onStep = () => {}, onPasskey = () => {} }) {
    if (!isSilent) onStep('preparing');
    const { data, session } = await this.#begin('/signin/begin', who, signal);
    // With an empty list the browser offers everybody's.
    if (who.userId && !data.allowCredentials?.length) throw new PasskeyError('no_passkeys_yet');
    if (!isSilent) onStep('waiting');
    const response = await use(data, signal, isSilent);
    onPasskey(response.id);
    onStep('finishing');
    try {
      return await this.#complete('/signin/complete', { session, response }, signal);
    } catch (error) {
      if (error.code === 'unknown_passkey') await forget(this.#rpId, response.id);
      throw error;
    }
  }

  async #run(signal, isSilent, action) {
    try {
      this.check();
      return await Ceremony.run(signal, isSilent, action);
    } catch (cause) {
      throw spoken(cause, this.#words);
    }
  }

  async #begin(path, body, signal) {
    const begun = await this.#post(path, body, signal);
    if (typeof begun?.session === 'string' && begun.data) return begun;
    throw new PasskeyError('service_failed');
  }

  async #complete(path, body, signal) {
    const token = (await this.#post(path, body, signal))?.token;
    if (typeof token === 'string' && token.startsWith('verify_')) return token;
    throw new PasskeyError('service_failed');
  }

  async #post(path, body, signal) {
    const { ok, status, document } = await exchange(this.#apiUrl + path, {
      method: 'POST',
      headers: { ApiKey: this.#apiKey },
      body: { ...body, rpid: this.#rpId, origin: this.#origin },
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    }, { milliseconds: SERVICE_MS, signal, unreachable: 'unreachable' });
    if (ok) return document;
    throw new PasskeyError(codeOf(status, document), { problem: document });
  }
}

function codeOf(status, problem) {
  if (problem?.errorCode === 'expired_token') return 'expired';
  if (problem?.errorCode === 'unknown_credential') return 'unknown_passkey';
  return !problem || status >= 500 || status === 429 ? 'service_failed' : 'refused';
}
