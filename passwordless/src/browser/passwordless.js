// Passkeys by Passwordless.dev, in the browser: the two ceremonies, and plain words for what went wrong.
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

const NETWORK_TIMEOUT_MS = 15_000;

// No person answers a browser's dialog this fast: a refusal within it means that there was no dialog.
const FASTER_THAN_A_PERSON_MS = 250;

/** What went wrong, in words for a person; `code` is for programs and stays the same. */
export class PasskeyError extends Error {
  /**
   * @param {string} code one of the keys of `WORDS` below, or one that the application's server sent
   * @param {{ cause?: unknown, problem?: object, words?: string }} [details] `problem` is the RFC 9457 document of who
   *   refused, if there was one
   */
  constructor(code, { cause, problem, words = WORDS[code] } = {}) {
    super(words, { cause });
    this.name = 'PasskeyError';
    this.code = code;
    this.problem = problem;
  }

  /** True if nothing is wrong: somebody changed their mind, or another request took over. */
  get quiet() {
    return this.code === 'cancelled' || this.code === 'superseded';
  }
}

const WORDS = {
  already_registered: 'This device already has a passkey for this account. Sign in with it instead.',
  cancelled: 'Nothing was changed: the request was cancelled.',
  expired: 'That took too long, so the request has expired. Please start again.',
  insecure_context: 'Passkeys need a secure page. Open this site by https, or as http://localhost.',
  no_passkey: 'There is no passkey for this site on this device.',
  refused: 'The passkey service refused the request. Please start again.',
  server_failed: 'This site’s server has a problem. Please try again in a minute.',
  server_unreachable: 'This site’s server cannot be reached. Check your connection and try again.',
  service_failed: 'The passkey service has a problem of its own. Please try again in a minute.',
  superseded: 'Another passkey request took over.',
  timed_out: 'Nobody answered in time. Please try again.',
  unknown_passkey: 'This passkey is no longer registered here. Choose another, or create a new one.',
  unreachable: 'The passkey service cannot be reached. Check your connection and try again.',
  unsupported: 'This browser or device cannot use passkeys here. Try a newer browser or another device.',
  wrong_address: 'Passkeys do not work at this address. Open the site by its proper name, not by an IP address.',
};

export class Passwordless {
  #apiUrl;
  #apiKey;
  #rpId;
  #origin;
  // Of all instances: the page has one autofill, whoever asked for it.
  static #autofill;

  /**
   * @param {object} settings
   * @param {string} settings.apiUrl the service's address, such as https://v4.passwordless.dev
   * @param {string} settings.apiKey the application's public key (`name:public:…`)
   * @param {string} [settings.rpId] the relying party id, the page's host name unless told
   */
  constructor({ apiUrl, apiKey, rpId = location.hostname }) {
    if (apiKey.includes(':secret:')) {
      throw new TypeError('apiKey is the secret key, which no page may hold: put the public one there, `name:public:…`');
    }
    this.#apiUrl = apiUrl.replace(/\/+$/, '');
    this.#apiKey = apiKey;
    this.#rpId = rpId;
    this.#origin = location.origin;
  }

  /**
   * Makes a passkey for the user whom the server named in the registration token.
   * @param {string} token `register_…`, from the application's server
   * @param {{ nickname?: string, signal?: AbortSignal, onStep?: (step: string) => void, onPasskey?: (id: string) => void }} [options]
   *   `onStep` hears `preparing`, `waiting` (for the person) and `finishing`; `onPasskey` the id of the new passkey
   * @returns {Promise<string>} `verify_…`, for the application's server
   * @throws {PasskeyError}
   */
  async register(token, { nickname, signal, onStep = () => {}, onPasskey = () => {} } = {}) {
    const control = this.#begin(signal);
    onStep('preparing');
    const { data, session } = await this.#post('/register/begin', { token }, control.signal);
    onStep('waiting');
    const credential = await ask(data, () => navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(data),
      signal: control.signal,
    }));
    onPasskey(credential.id);
    onStep('finishing');
    const response = {
      ...described(credential),
      response: {
        attestationObject: base64url(credential.response.attestationObject),
        clientDataJSON: base64url(credential.response.clientDataJSON),
      },
    };
    return (await this.#post('/register/complete', { session, response, nickname }, control.signal)).token;
  }

  /**
   * Signs in with a passkey: one of the named user, or, without a name, any that this device has for the site.
   * @param {{ alias?: string, userId?: string, purpose?: string, signal?: AbortSignal, onStep?: (step: string) => void }} [options]
   * @returns {Promise<string>} `verify_…`, for the application's server
   * @throws {PasskeyError}
   */
  async signIn({ alias, userId, purpose, signal, onStep = () => {} } = {}) {
    const control = this.#begin(signal);
    return this.#signIn({ alias, userId, purpose }, {}, control.signal, onStep);
  }

  /**
   * Offers passkeys in the autofill of an input with `autocomplete="username webauthn"`, and waits until one is
   * chosen. A later `register` or `signIn` takes over: this then fails with the quiet code `superseded`.
   * @param {{ purpose?: string, signal?: AbortSignal, onStep?: (step: string) => void }} [options]
   * @returns {Promise<string | undefined>} `verify_…`; undefined where the browser cannot do it
   * @throws {PasskeyError}
   */
  async autofill({ purpose, signal, onStep = () => {} } = {}) {
    if (!(await globalThis.PublicKeyCredential?.isConditionalMediationAvailable?.())) return undefined;
    const control = this.#begin(signal);
    Passwordless.#autofill = control;
    return this.#signIn({ purpose }, { mediation: 'conditional' }, control.signal, onStep);
  }

  async #signIn(who, mediation, signal, onStep) {
    const silent = mediation.mediation === 'conditional';
    if (!silent) onStep('preparing');
    const { data, session } = await this.#post('/signin/begin', who, signal);
    if (!silent) onStep('waiting');
    const credential = await ask(data, () => navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(data),
      signal,
      ...mediation,
    }), silent);
    onStep('finishing');
    const { authenticatorData, clientDataJSON, signature, userHandle } = credential.response;
    const response = {
      ...described(credential),
      response: {
        authenticatorData: base64url(authenticatorData),
        clientDataJSON: base64url(clientDataJSON),
        signature: base64url(signature),
        userHandle: userHandle?.byteLength ? base64url(userHandle) : undefined,
      },
    };
    try {
      return (await this.#post('/signin/complete', { session, response }, signal)).token;
    } catch (error) {
      if (error.code === 'unknown_passkey') await forget(this.#rpId, credential.id);
      throw error;
    }
  }

  /**
   * Whether there can be passkeys on this page at all, so that nobody is asked in vain.
   * @throws {PasskeyError} `insecure_context`, `wrong_address` or `unsupported`
   */
  check() {
    if (!globalThis.isSecureContext) throw new PasskeyError('insecure_context');
    if (/^[\d.]+$|^\[/.test(location.hostname)) throw new PasskeyError('wrong_address');
    if (!globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) throw new PasskeyError('unsupported');
  }

  // Every ceremony starts here: a browser runs one at a time, and a pending autofill would block a dialog.
  #begin(signal) {
    this.check();
    Passwordless.#autofill?.abort(new PasskeyError('superseded'));
    Passwordless.#autofill = undefined;
    const control = new AbortController();
    if (signal?.aborted) control.abort(new PasskeyError('cancelled'));
    signal?.addEventListener('abort', () => control.abort(new PasskeyError('cancelled')), { once: true });
    return control;
  }

  async #post(path, body, signal) {
    let answer;
    let document;
    try {
      answer = await fetch(this.#apiUrl + path, {
        method: 'POST',
        headers: { ApiKey: this.#apiKey, 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify({ ...body, rpid: this.#rpId, origin: this.#origin }),
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.any([signal, AbortSignal.timeout(NETWORK_TIMEOUT_MS)]),
      });
      // The service may answer an error with an empty body; its status still counts.
      document = await answer.json().catch((cause) => {
        if (answer.ok || cause.name === 'AbortError' || cause.name === 'TimeoutError') throw cause;
      });
    } catch (cause) {
      throw cause instanceof PasskeyError ? cause : new PasskeyError('unreachable', { cause });
    }
    if (answer.ok) return document;
    throw new PasskeyError(codeOf(answer.status, document?.errorCode), { problem: document });
  }
}

function codeOf(status, errorCode) {
  if (errorCode === 'expired_token') return 'expired';
  if (errorCode === 'unknown_credential') return 'unknown_passkey';
  return status >= 500 || status === 429 ? 'service_failed' : 'refused';
}

// Runs the browser's part and says in our codes why it failed. The standard folds cancel, time-out and "no passkey"
// into one NotAllowedError so that pages cannot spy on people; only the time it took tells them apart a little.
async function ask(data, request, silent = false) {
  const asked = performance.now();
  try {
    return await request();
  } catch (cause) {
    if (cause instanceof PasskeyError) throw cause;
    const took = performance.now() - asked;
    switch (cause?.name) {
      case 'InvalidStateError': throw new PasskeyError('already_registered', { cause });
      case 'SecurityError': throw new PasskeyError('wrong_address', { cause });
      // Chromium says OperationError where another script's request is still open.
      case 'OperationError':
      case 'AbortError': throw new PasskeyError('superseded', { cause });
      case 'NotAllowedError':
        if (silent) throw new PasskeyError('cancelled', { cause });
        if (took >= data.timeout) throw new PasskeyError('timed_out', { cause });
        if ('allowCredentials' in data && took < FASTER_THAN_A_PERSON_MS) throw new PasskeyError('no_passkey', { cause });
        throw new PasskeyError('cancelled', { cause });
      default: throw new PasskeyError('unsupported', { cause });
    }
  }
}

// Read member by member and not by toJSON(): password managers that stand in for the browser hand out objects on
// which that method throws.
function described(credential) {
  const { credProps } = credential.getClientExtensionResults();
  return {
    id: credential.id,
    rawId: base64url(credential.rawId),
    type: credential.type,
    clientExtensionResults: credProps ? { credProps: { rk: credProps.rk } } : {},
  };
}

// Tells the device's password manager to stop offering a passkey that the service no longer knows (Signal API).
async function forget(rpId, credentialId) {
  await PublicKeyCredential.signalUnknownCredential?.({ rpId, credentialId }).catch(() => {});
}

function base64url(buffer) {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
  return btoa(binary.join('')).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
