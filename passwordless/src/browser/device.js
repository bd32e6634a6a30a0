// What the browser and the device do, and what they may do wrong: refuse, fail, answer with half of what they should,
// or never.

// No person answers a browser's dialog this fast: a refusal within it is not theirs.
const FASTER_THAN_A_PERSON_MS = 250;
const DIALOG_MS = 60_000;
// The browser ends a dialog by itself; this is for one that does not.
const GRACE_MS = 5_000;
const COURTESY_MS = 1_000;

// Any other makes the service refuse the whole answer.
const TRANSPORTS = ['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal'];

/**
 * What this browser can do on this page, so that nothing is offered that cannot work. Asks nobody.
 * @returns {Promise<{ make: boolean, here: boolean, offer: boolean, sync: boolean }>} whether it can make and use
 *   passkeys at all; keep them on this device itself; offer them in the autofill of an input; and be told which of them
 *   are gone or renamed, so that its list stays in step with the account
 */
export async function capabilities() {
  const has = globalThis.PublicKeyCredential;
  const make = trouble() === undefined;
  const can = async (method) => make
    && (await within(COURTESY_MS, undefined, undefined, () => has[method]?.()).catch(() => false)) === true;
  const [here, offer] = await Promise.all([
    can('isUserVerifyingPlatformAuthenticatorAvailable'),
    can('isConditionalMediationAvailable'),
  ]);
  return { make, here, offer, sync: make && typeof has.signalAllAcceptedCredentials === 'function' };
}

// Why there can be no passkeys on this page.
function trouble() {
  if (!globalThis.isSecureContext) return 'insecure_context';
  if (/^[\d.]+$|^\[/.test(location.hostname)) return 'wrong_address';
  const { create, get } = globalThis.navigator?.credentials ?? {};
  return globalThis.PublicKeyCredential && create && get ? undefined : 'unsupported';
}

/** Has the browser make a passkey, as the service wants it. */
async function make(data, rpId, signal) {
  const publicKey = options(data);
  let passkey;
  const ask = (signal) => {
    passkey = navigator.credentials.create({ publicKey, signal });
    return passkey;
  };
  try {
    return await asked('create', data, signal, ask);
  } catch (error) {
    // Whoever waited has left: a passkey that is made yet belongs to nobody.
    Promise.resolve(passkey).then((late) => late?.id && forget(rpId, late.id)).catch(() => {});
    throw error;
  }
}

/** Has the browser use a passkey, in a dialog or, if `silent`, out of an input's autofill, as the service takes it. */
async function use(data, signal, silent) {
  const publicKey = options(data);
  const mediation = silent ? { mediation: 'conditional' } : {};
  const since = performance.now();
  try {
    const ask = (signal) => navigator.credentials.get({ publicKey, signal, ...mediation });
    return assertion(await asked('get', data, signal, ask, silent));
  } catch (cause) {
    const error = spoken(cause);
    // So soon nobody has chosen anything, and need not hear of it. A wrong address is the site's to mend.
    const isTooSoon = performance.now() - since < FASTER_THAN_A_PERSON_MS && error.code !== 'wrong_address';
    if (silent && isTooSoon) error.quiet = true;
    throw error;
  }
}

// The standard folds cancel, time-out and "no passkey" into one NotAllowedError so that pages cannot spy on people;
// only the time it took tells them apart a little.
async function asked(kind, { timeout }, signal, request, silent = false) {
  const limit = timeout || DIALOG_MS;
  const since = performance.now();
  let credential;
  try {
    credential = await within(silent ? 0 : limit + GRACE_MS, signal, new PasskeyError('timed_out'), request);
  } catch (cause) {
    if (cause instanceof PasskeyError) throw cause;
    throw new PasskeyError(refusal(kind, cause, performance.now() - since, limit, silent), { cause });
  }
  // So says a password manager that was closed, or is locked.
  if (!credential) throw new PasskeyError('cancelled');
  return credential;
}

function refusal(kind, cause, took, limit, silent) {
  switch (attempt(() => cause.name)) {
    case 'NotAllowedError':
      if (silent) return 'cancelled';
      if (took >= limit) return 'timed_out';
      if (took >= FASTER_THAN_A_PERSON_MS) return 'cancelled';
      // Chromium's words where it has looked; without focus or a click it does not look, and has others.
      return kind === 'get' && /privacy-considerations/.test(attempt(() => cause.message)) ? 'no_passkey' : 'browser_refused';
    case 'InvalidStateError': return kind === 'create' ? 'already_registered' : 'browser_failed';
    case 'ConstraintError': return 'device_unfit';
    case 'NotSupportedError': return 'unsupported';
    case 'SecurityError': return 'wrong_address';
    case 'TimeoutError': return 'timed_out';
    // Chromium says so where another script's request is still open.
    case 'OperationError': return 'superseded';
    default: return 'browser_failed';
  }
}

// What PublicKeyCredential.parseCreationOptionsFromJSON and its sister do, which browsers had years after passkeys.
function options(data) {
  try {
    return {
      ...present(data),
      challenge: bytes(data.challenge),
      ...(data.user && { user: { ...data.user, id: bytes(data.user.id) } }),
      ...(data.authenticatorSelection && { authenticatorSelection: present(data.authenticatorSelection) }),
      ...(data.allowCredentials && { allowCredentials: data.allowCredentials.map(descriptor) }),
      ...(data.excludeCredentials && { excludeCredentials: data.excludeCredentials.map(descriptor) }),
    };
  } catch (cause) {
    throw new PasskeyError('service_failed', { cause });
  }
}

const descriptor = (credential) => ({ ...present(credential), id: bytes(credential.id) });

// Browsers refuse a null where they take an absent member.
const present = (members) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));

/** A new passkey, as the service takes it. */
function registration(credential) {
  const { attestationObject, clientDataJSON } = credential.response ?? {};
  return {
    ...described(credential),
    response: {
      attestationObject: base64url(attestationObject),
      clientDataJSON: base64url(clientDataJSON),
      transports: transports(credential.response),
    },
  };
}

/** A passkey that was used, as the service takes it. */
function assertion(credential) {
  const { authenticatorData, clientDataJSON, signature, userHandle } = credential.response ?? {};
  return {
    ...described(credential),
    response: {
      authenticatorData: base64url(authenticatorData),
      clientDataJSON: base64url(clientDataJSON),
      signature: base64url(signature),
      userHandle: userHandle?.byteLength ? base64url(userHandle) : undefined,
    },
  };
}

// Read member by member and not by toJSON(): password managers that stand in for the browser hand out objects on
// which methods throw or are missing. What is missing is absent, if the service can do without.
function described(credential) {
  const rk = attempt(() => credential.getClientExtensionResults().credProps.rk);
  return {
    id: credential.rawId ? base64url(credential.rawId) : credential.id,
    rawId: credential.rawId ? base64url(credential.rawId) : credential.id,
    type: 'public-key',
    clientExtensionResults: typeof rk === 'boolean' ? { credProps: { rk } } : {},
  };
}

function transports(response) {
  const named = attempt(() => Array.from(response.getTransports())) ?? [];
  return TRANSPORTS.filter((transport) => named.includes(transport));
}

function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Tells the device's password manager to stop offering a passkey that is registered nowhere (Signal API). */
const forget = (rpId, credentialId) => tell('signalUnknownCredential', { rpId, credentialId });

/** Tells it under which name to offer the user's passkeys, which may have changed, and returns the user. */
async function tellName(rpId, user) {
  const { userId, name } = user;
  const signal = { rpId, userId: base64url(new TextEncoder().encode(userId)), name, displayName: name };
  if (name) await tell('signalCurrentUserDetails', signal);
  return user;
}

// A courtesy: a browser without the Signal API, or with half of it, breaks nothing.
async function tell(method, signal) {
  await within(COURTESY_MS, undefined, undefined, () => globalThis.PublicKeyCredential?.[method]?.(signal)).catch(() => {});
}

function bytes(text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}

function base64url(buffer) {
  const binary = Array.from(new Uint8Array(buffer ?? 0), (byte) => String.fromCharCode(byte)).join('');
  if (!binary) throw new PasskeyError('unusable_answer');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
