// Browsers that do not behave. `hostile.become(name)` puts one in the place of this page's browser, `hostile.recover()`
// takes it away again.
//
// Each says how an operation ends that makes a passkey (`create`), uses one (`get`), or only asks servers (`fetch`): with
// a code, or well (`null`). One that never answers calls `globalThis.abort`, as a person does who presses Cancel.
globalThis.hostile = (() => {
  const undo = [];

  function put(object, name, value) {
    const own = Object.getOwnPropertyDescriptor(object, name);
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
    undo.push(() => (own ? Object.defineProperty(object, name, own) : delete object[name]));
  }

  /** Puts something in the place of both ceremonies. An autofill that nobody asked for stays out of it. */
  function ceremonies(behave) {
    for (const method of ['create', 'get']) {
      const real = navigator.credentials[method].bind(navigator.credentials);
      put(navigator.credentials, method, (options) => behave(() => real(options), method, options));
    }
  }

  const never = () => new Promise(() => globalThis.abort?.());
  const refuse = (cause) => () => ceremonies(() => Promise.reject(cause()));
  const named = (name, message = 'An exception of the standard') => () => new DOMException(message, name);

  /** The real answer, changed. */
  const changed = (change) => () => ceremonies(async (real) => change(await real()));

  /** The real answer as an extension hands it out: an object of its own, without some members. */
  const without = (...members) => changed((credential) => {
    const copy = {};
    for (const member of ['id', 'rawId', 'type', 'authenticatorAttachment']) copy[member] = credential[member];
    copy.getClientExtensionResults = () => credential.getClientExtensionResults();
    copy.response = {};
    for (const member of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
      if (credential.response[member]) copy.response[member] = credential.response[member];
    }
    if (credential.response.getTransports) copy.response.getTransports = () => credential.response.getTransports();
    for (const member of members) {
      const [first, second] = member.split('.');
      if (second) delete copy[first][second];
      else delete copy[first];
    }
    return copy;
  });

  const missing = (object, ...names) => () => names.forEach((name) => put(object(), name, undefined));
  const publicKey = () => globalThis.PublicKeyCredential;
  const signals = ['signalUnknownCredential', 'signalAllAcceptedCredentials', 'signalCurrentUserDetails'];
  const answering = (answer) => () => signals.forEach((signal) => put(publicKey(), signal, answer));
  const fetching = (answer) => () => {
    const real = globalThis.fetch.bind(globalThis);
    put(globalThis, 'fetch', (to, options) => answer(() => real(to, options), String(to), options));
  };
  const page = (status) => fetching(async () => new Response('<!doctype html><title>Log in</title>', {
    status, headers: { 'Content-Type': 'text/html' },
  }));
  const json = (text, status = 200) => fetching(async () => new Response(text, {
    status, headers: { 'Content-Type': 'application/json' },
  }));

  const failed = { create: 'browser_failed', get: 'browser_failed' };
  const well = { create: null, get: null };
  const unusable = { create: 'unusable_answer', get: 'unusable_answer' };
  // Whoever is asked first: our server for a new passkey, the service for one that is there.
  const unreachable = { create: 'server_unreachable', get: 'unreachable', fetch: 'server_unreachable' };
  const failing = { create: 'server_failed', get: 'service_failed', fetch: 'server_failed' };
  const given = { create: 'cancelled', get: 'cancelled' };

  const BROWSERS = {
    'gives null': [() => ceremonies(async () => null), given],
    'gives undefined': [() => ceremonies(async () => undefined), given],
    'gives no promise': [() => ceremonies(() => null), given],
    'never answers': [() => ceremonies(never), given],
    'throws at once': [() => ceremonies(() => { throw new TypeError('not a function'); }), failed],
    'throws null': [refuse(() => null), failed],
    'throws a string': [refuse(() => 'no'), failed],
    'throws what cannot be read': [refuse(() => ({ get name() { throw new Error('no'); } })), failed],

    'refuses at once': [refuse(named('NotAllowedError')), { create: 'browser_refused', get: 'browser_refused' }],
    'refuses after a while': [() => {
      let passed = 0;
      const now = performance.now.bind(performance);
      put(performance, 'now', () => now() + passed);
      ceremonies(() => {
        passed += 1000;
        return Promise.reject(named('NotAllowedError')());
      });
    }, given],
    'refuses after the time is up': [() => {
      let passed = 0;
      const now = performance.now.bind(performance);
      put(performance, 'now', () => now() + passed);
      ceremonies((_, __, { publicKey }) => {
        passed += publicKey.timeout;
        return Promise.reject(named('NotAllowedError')());
      });
    }, { create: 'timed_out', get: 'timed_out' }],
    'has looked and found none': [
      refuse(named('NotAllowedError', 'See: https://www.w3.org/TR/webauthn-2/#sctn-privacy-considerations-client.')),
      { create: 'browser_refused', get: 'no_passkey' },
    ],
    InvalidStateError: [refuse(named('InvalidStateError')), { create: 'already_registered', get: 'browser_failed' }],
    ConstraintError: [refuse(named('ConstraintError')), { create: 'device_unfit', get: 'device_unfit' }],
    NotSupportedError: [refuse(named('NotSupportedError')), { create: 'unsupported', get: 'unsupported' }],
    SecurityError: [refuse(named('SecurityError')), { create: 'wrong_address', get: 'wrong_address' }],
    TimeoutError: [refuse(named('TimeoutError')), { create: 'timed_out', get: 'timed_out' }],
    OperationError: [refuse(named('OperationError')), { create: 'superseded', get: 'superseded' }],
    ...Object.fromEntries([
      'AbortError', 'DataCloneError', 'DataError', 'EncodingError', 'HierarchyRequestError', 'InUseAttributeError',
      'IndexSizeError', 'InvalidAccessError', 'InvalidCharacterError', 'InvalidModificationError', 'InvalidNodeTypeError',
      'NamespaceError', 'NetworkError', 'NoModificationAllowedError', 'NotFoundError', 'NotReadableError', 'OptOutError',
      'QuotaExceededError', 'ReadOnlyError', 'SyntaxError', 'TransactionInactiveError', 'TypeMismatchError',
      'URLMismatchError', 'UnknownError', 'VersionError', 'WrongDocumentError',
    ].map((name) => [name, [refuse(named(name)), failed]])),

    'answers with an object of its own': [without(), well],
    'answers without extension results': [without('getClientExtensionResults'), well],
    'answers without transports': [without('response.getTransports'), well],
    'answers without a raw id': [without('rawId'), well],
    'answers without a type': [without('type', 'authenticatorAttachment'), well],
    'answers without a response': [without('response'), unusable],
    'answers without client data': [without('response.clientDataJSON'), unusable],
    'answers without what is signed': [without('response.attestationObject', 'response.signature'), unusable],
    'answers with an empty object': [() => ceremonies(async () => ({})), unusable],
    'answers with a number': [() => ceremonies(async () => 5), unusable],
    'answers with methods that throw': [changed((credential) => {
      const no = () => { throw new Error('no'); };
      Object.defineProperty(credential, 'getClientExtensionResults', { value: no });
      Object.defineProperty(credential, 'toJSON', { value: no });
      if (credential.response.getTransports) Object.defineProperty(credential.response, 'getTransports', { value: no });
      return credential;
    }), well],
    'reports transports that nobody knows': [changed((credential) => {
      const reported = ['internal', 'cable', 5, null, 'telepathy'];
      Object.defineProperty(credential.response, 'getTransports', { value: () => reported });
      return credential;
    }), well],

    'has no JSON helpers': [
      missing(publicKey, 'parseCreationOptionsFromJSON', 'parseRequestOptionsFromJSON'), well,
    ],
    'has no younger functions': [() => {
      for (const name of ['any', 'timeout']) put(AbortSignal, name, undefined);
      put(URL, 'canParse', undefined);
      put(Promise, 'withResolvers', undefined);
      put(navigator, 'locks', undefined);
      put(navigator, 'userActivation', undefined);
      put(globalThis, 'BroadcastChannel', undefined);
      for (const name of [...signals, 'getClientCapabilities', 'isConditionalMediationAvailable']) {
        put(publicKey(), name, undefined);
      }
    }, well],
    'has no storage': [() => put(Storage.prototype, 'getItem', () => { throw new DOMException('no', 'SecurityError'); }), well],
    'signals nothing back': [answering(() => undefined), well],
    'signals with an exception': [answering(() => { throw new TypeError('no'); }), well],
    'signals with a rejection': [answering(() => Promise.reject(new Error('no'))), well],
    'has half of the locks': [() => put(navigator, 'locks', { request: () => undefined }), well],
    'has no passkeys': [() => put(globalThis, 'PublicKeyCredential', undefined), {
      create: 'unsupported', get: 'unsupported',
    }],
    'has no credentials': [() => put(navigator, 'credentials', undefined), { create: 'unsupported', get: 'unsupported' }],

    'is cut off': [fetching(() => Promise.reject(new TypeError('Failed to fetch'))), unreachable],
    'is cut off while it reads': [fetching(async () => new Response(new ReadableStream({
      start: (stream) => stream.error(new TypeError('network error')),
    }))), unreachable],
    // As a browser says it of a redirect that it does not follow.
    'is led elsewhere': [fetching(async (_, to, options) => {
      if (options?.redirect !== 'manual') throw new TypeError(`${to}: led to a page that cannot be read`);
      return Object.defineProperties(new Response(null), {
        type: { value: 'opaqueredirect' }, ok: { value: false }, status: { value: 0 },
      });
    }), failing],
    'is answered by nothing': [fetching(async () => null), unreachable],
    'is never answered': [fetching(never), { create: 'cancelled', get: 'cancelled', fetch: 'cancelled' }],
    'is answered with a page': [page(200), failing],
    'is refused with a page': [page(403), failing],
    'is asked to log in': [page(511), failing],
    'is answered with nothing': [json(''), failing],
    'is answered with null': [json('null'), failing],
    'is answered with a list': [json('[]'), failing],
    'is answered with a number': [json('42'), failing],
    'is answered with an object of others': [json('{"status":"ok"}'), failing],
    'is refused by an object of others': [json('{"error":{"code":7}}', 400), { ...failing, get: 'refused' }],
    'is refused with a number': [json('{"code":7,"detail":{}}', 400), { ...failing, get: 'refused' }],
  };

  return {
    names: Object.keys(BROWSERS),
    ends: Object.fromEntries(Object.entries(BROWSERS).map(([name, [, ends]]) => [name, { ...ends, fetch: ends.fetch ?? null }])),
    become: (name) => BROWSERS[name][0](),
    recover: () => { while (undo.length) undo.pop()(); },
  };
})();
