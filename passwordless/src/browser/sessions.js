// What needs no passkey at hand: the list of sign-ins, links, and the end of sessions. And how the server is asked.

// What is about whoever comes or goes, and not about the user whom the page shows.
const ANYBODYS = /^\/(register|sign-in$|session$|magic-link|sign-out$)/;

class Sessions {
  #prefix;
  #words;
  #onSignedOut;
  // Tabs share a session: where another user is signed in by now, the server refuses what this one asks for.
  #shown;

  /**
   * @param {string} prefix where the routes are
   * @param {Record<string, string>} [words]
   * @param {() => unknown} [onSignedOut]
   * @param {string} [userId]
   */
  constructor(prefix, words, onSignedOut, userId) {
    this.#prefix = new URL(prefix, location.href).href.replace(/\/+$/, '');
    this.#words = words;
    this.#onSignedOut = onSignedOut;
    this.#shown = userId;
  }

  /**
   * Has a link sent to this e-mail address, if it is a user's. Nobody is told whether it is.
   * @param {string} email
   * @param {Limits} [options]
   * @returns {Promise<void>}
   * @throws {PasskeyError}
   */
  askForLink(email, options = {}) {
    return this._spoken(() => this._post('/magic-link', { email }, undefined, options));
  }

  /**
   * The sign-ins of the person who is signed in, this one first.
   * @param {Limits} [options]
   * @returns {Promise<{ signIns: SignIn[] }>}
   * @throws {PasskeyError}
   */
  signIns(options = {}) {
    return this._spoken(() => this._ask('GET', '/sign-ins', undefined, 'signIns', options));
  }

  /**
   * Ends a sign-in, on whatever device.
   * @param {string} id
   * @param {Limits} [options]
   * @returns {Promise<{ signIns: SignIn[], signedOut?: boolean }>} `signedOut` where it was the one that asks
   * @throws {PasskeyError}
   */
  endSignIn(id, options = {}) {
    return this._spoken(async () => {
      const left = await this._ask('DELETE', `/sign-ins/${encodeURIComponent(id)}`, undefined, 'signIns', options);
      if (left.signedOut) await this._signedOut();
      return left;
    });
  }

  /**
   * Signs out.
   * @param {Limits} [options]
   * @returns {Promise<void>}
   * @throws {PasskeyError}
   */
  signOut(options = {}) {
    return this._spoken(async () => {
      let isForgotten = true;
      try {
        await this._post('/sign-out', {}, undefined, options);
      } catch (error) {
        // The route has the browser forget the session, even where the server could not end it.
        isForgotten = error.problem?.status >= 500 || error.problem?.status === 429;
        throw error;
      } finally {
        if (isForgotten) await this._signedOut();
      }
    });
  }

  /**
   * Ends every session of the person who is signed in, on all devices.
   * @param {Limits} [options]
   * @returns {Promise<void>}
   * @throws {PasskeyError}
   */
  signOutEverywhere(options = {}) {
    return this._spoken(async () => {
      await this._post('/sign-out-everywhere', {}, undefined, options);
      await this._signedOut();
    });
  }

  /** @protected @returns {Promise<unknown>} */
  async _signedOut() {
    this.#shown = undefined;
    return this.#onSignedOut?.();
  }

  /** Notes whom the page shows from now on. @protected @template {{ userId: string }} T @param {T} told @returns {T} */
  _shows(told) {
    this.#shown = told.userId;
    return told;
  }

  /** @protected @template T @param {() => T | Promise<T>} action @returns {Promise<Awaited<T>>} */
  async _spoken(action) {
    try {
      return await action();
    } catch (cause) {
      throw spoken(cause, this.#words);
    }
  }

  /** @protected @param {string} path @param {object} body @param {string} [wanted] @param {Limits} [options] @returns {Promise<any>} */
  _post(path, body, wanted, options) {
    return this._ask('POST', path, body, wanted, options);
  }

  /**
   * Only the route's own JSON is an answer: its document with the member `wanted`, or without one its empty answer.
   * @protected
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {string} [wanted]
   * @param {Limits} [options]
   * @param {boolean} [isAnybodys] whether it is not about the user whom the page shows
   * @returns {Promise<any>}
   */
  async _ask(method, path, body, wanted, { signal } = {}, isAnybodys = ANYBODYS.test(path)) {
    const headers = this.#shown && !isAnybodys ? { 'Passwordless-User': encodeURIComponent(this.#shown) } : undefined;
    const asked = { method, body, headers, cache: 'no-store', credentials: 'include' };
    const limits = { milliseconds: method === 'GET' ? LOOK_MS : SERVER_MS, signal, unreachable: 'server_unreachable' };
    const answer = await exchange(this.#prefix + path, asked, limits);
    return answered(answer, ({ status, document }) => (wanted ? document?.[wanted] : status === 202 || status === 204));
  }
}
