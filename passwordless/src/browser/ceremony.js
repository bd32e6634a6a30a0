// One ceremony at a time: the later call takes over, and the earlier one says so.

/** A ceremony under way, from the first request to the last answer. */
class Ceremony {
  // Of all instances: a page has one dialog, whoever asked for it.
  static #current;
  // The one whose passkey is made: fulfilled when it has ended.
  static #closing;
  #control = new AbortController();
  #isClosing = false;
  #ended;

  /** Runs `action` as a ceremony, or as a part of the one to which `signal` belongs. */
  static async run(signal, isSilent, action) {
    const earlier = Ceremony.#current;
    if (signal && earlier?.signal === signal) return action(earlier);
    // An autofill waits in the background: it takes no dialog's place.
    if (isSilent && earlier && !earlier.isSilent) throw new PasskeyError('superseded');
    const ceremony = new Ceremony();
    ceremony.isSilent = isSilent;
    Ceremony.#current = ceremony;
    const cancel = () => ceremony.abort('cancelled');
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel);
    const ending = (async () => {
      earlier?.abort('superseded');
      await Ceremony.#closing;
      return action(ceremony);
    })();
    ceremony.#ended = ending.catch(() => {});
    try {
      return await ending;
    } finally {
      signal?.removeEventListener('abort', cancel);
      if (Ceremony.#current === ceremony) Ceremony.#current = undefined;
    }
  }

  get signal() {
    return this.#control.signal;
  }

  /** The passkey is made. To break off from here on would leave it on the device and at the service, and nobody's. */
  async close() {
    await this.onClose?.();
    if (this.signal.aborted) throw this.signal.reason;
    this.#isClosing = true;
    Ceremony.#closing = this.#ended;
  }

  abort(code) {
    if (!this.#isClosing) this.#control.abort(new PasskeyError(code));
  }
}

const LOCK_MS = 60_000;

/**
 * Runs a registration while no other tab runs one: they share the cookie that says who registers. The later takes over
 * from a tab that still waits for its person, and waits for one whose passkey is made.
 */
async function alone(ceremony, action) {
  const locks = globalThis.navigator?.locks;
  if (!locks) return action();
  let end;
  const ended = new Promise((resolve) => { end = resolve; });
  const held = (name, options, lost) => within(LOCK_MS, undefined, undefined, () => new Promise((resolve) => {
    locks.request(name, options, () => { resolve(); return ended; }).catch(() => { resolve(); lost?.(); });
  })).catch(() => {});
  try {
    await held('passwordless.registration', { steal: true }, () => ceremony.abort('superseded'));
    ceremony.onClose = () => held('passwordless.finishing', {});
    await within(LOCK_MS, ceremony.signal, undefined, () => locks.request('passwordless.finishing', () => {})).catch(() => {});
    return await action();
  } finally {
    end();
  }
}
