// What went wrong, in plain words.

/** What went wrong, in words for a person; `code` is for programs and stays the same. */
export class PasskeyError extends Error {
  /**
   * @param {string} code one of the keys of `WORDS`, or one that the application's server sent
   * @param {{ cause?: unknown, problem?: any, words?: string, quiet?: boolean }} [details]
   *   `problem` is the RFC 9457 document of who refused, if there was one
   */
  constructor(code, { cause, problem, words = WORDS[code] ?? WORDS.server_failed, quiet = QUIET.includes(code) } = {}) {
    super(words, { cause });
    this.name = 'PasskeyError';
    this.code = code;
    this.problem = problem;
    /** @type {(() => Promise<{ userId: string, recovery?: boolean }>) | undefined} goes on where a link was to be confirmed */
    this.confirm = undefined;
    /** True if there is nothing to tell: somebody changed their mind, another request took over, nobody had asked. */
    this.quiet = quiet;
  }
}

const QUIET = ['cancelled', 'superseded'];

/**
 * The sentences, by code. `new Account({ words })` replaces some or all of them.
 * @type {Record<string, string>}
 */
export const WORDS = {
  already_registered: 'This device already has a passkey for this account. Sign in with it instead.',
  broken_link: 'This link is not whole. Open the whole link from the mail, or ask for a new one.',
  browser_failed: 'The browser or this device could not finish the request. Please try again.',
  browser_refused: 'The browser refused before it asked you anything. Press the button again, or try another browser.',
  cancelled: 'Nothing was changed: the request was cancelled, or no passkey was given. You can try again.',
  device_unfit: 'This device could not do it. Set a screen lock or PIN and try again, or use another device.',
  expired: 'That took too long, so the request has expired. Please start again.',
  insecure_context: 'Passkeys need a secure page. Open this site by https, or as http://localhost.',
  no_passkey: 'The browser offered no passkey for this site. If you have one, try again or use the device that has it.',
  no_passkeys_yet: 'Your account has no passkey that could confirm this. Add a passkey first.',
  refused: 'The passkey service refused the request. Please start again.',
  server_failed: 'This site gave no proper answer. If your network asks you to log in, do that first; else try again in a minute.',
  server_unreachable: 'This site’s server cannot be reached. Check your connection and try again.',
  service_failed: 'The passkey service gave no proper answer. Please try again in a minute.',
  superseded: 'Another passkey request is open, or took over. Finish that one, or try again.',
  timed_out: 'Nobody answered in time. Please try again.',
  unknown_passkey: 'This passkey is no longer registered here. Choose another, or create a new one.',
  unreachable: 'The passkey service cannot be reached. Check your connection and try again.',
  unsupported: 'This browser or device cannot use passkeys here. Try a newer browser or another device.',
  unusable_answer: 'The browser or a password manager in it gave an answer that cannot be used. Try again, or another one.',
  wrong_address: 'The browser does not allow this site’s passkeys at this address. Open the site by its proper name.',
};

// Whatever the browser, an extension or a polyfill throws leaves this script as a PasskeyError, in the page's own words.
function spoken(cause, words) {
  const error = cause instanceof PasskeyError ? cause : new PasskeyError('browser_failed', { cause });
  if (typeof words?.[error.code] === 'string') error.message = words[error.code];
  return error;
}
