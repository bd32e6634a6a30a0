// Asking servers, and waiting for anything no longer than it is worth.

// Deleting a passkey may wait for its turn, and for the service.
const SERVER_MS = 45_000;
// What only looks has nothing to wait for, and a page waits for it.
const LOOK_MS = 15_000;

/**
 * Runs `action` until it ends, `milliseconds` have passed (then it fails with `late`) or `signal` is aborted. Nothing
 * is waited for that ignores the signal it is given. Of our own, since browsers had passkeys years before
 * AbortSignal.any and AbortSignal.timeout.
 */
function within(milliseconds, signal, late, action) {
  return new Promise((resolve, reject) => {
    const control = new AbortController();
    const stop = (reason) => {
      reject(reason);
      control.abort(reason);
    };
    const timer = milliseconds && setTimeout(() => stop(late), milliseconds);
    const aborted = () => stop(signal.reason instanceof PasskeyError ? signal.reason : new PasskeyError('cancelled'));
    if (signal?.aborted) return aborted();
    signal?.addEventListener('abort', aborted);
    (async () => action(control.signal))().then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
    });
  });
}

/**
 * Sends JSON and reads JSON. What is no JSON object comes back without a document: a page of a proxy or of the
 * network's log-in, which counts as no answer whatever its status.
 */
function exchange(url, { body, headers, ...options }, { milliseconds, signal, unreachable }) {
  return within(milliseconds, signal, new PasskeyError(unreachable), async (signal) => {
    try {
      const answer = await fetch(url, {
        ...options,
        headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }), ...headers },
        body: body && JSON.stringify(body),
        // A proxy or a log-in page that leads elsewhere has answered: what comes back then is empty.
        redirect: 'manual',
        signal,
      });
      const read = await answer.json().catch((cause) => {
        if (cause?.name !== 'SyntaxError') throw cause;
      });
      const document = read !== null && typeof read === 'object' ? read : undefined;
      return { ok: answer.ok === true, status: answer.status, document };
    } catch (cause) {
      throw new PasskeyError(unreachable, { cause });
    }
  });
}

/** What a route of the application answered, if `isWhole` says that it is the route's answer. */
function answered({ ok, status, document }, isWhole) {
  if (ok && isWhole({ status, document })) return document;
  if (ok || typeof document?.code !== 'string') throw new PasskeyError('server_failed');
  const { code, detail } = document;
  throw new PasskeyError(code, { problem: document, words: typeof detail === 'string' ? detail : WORDS[code] });
}
