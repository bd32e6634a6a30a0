// Generated from the script by `npm run declarations` in stories/node.
/**
 * Where to go on after signing in: the page that the query's `next` names if it is one of this origin, or `fallback`.
 * @param {string} [fallback] a path of this origin
 * @returns {string} an absolute address, for `location.assign`
 */
export function next(fallback?: string): string;
/**
 * Says what stands in the way of passkeys on this page, before anybody tries one. Asks nobody.
 * @param {object} configured what the server is configured for
 * @param {string[]} configured.origins the origins that it allows
 * @param {string} [configured.rpId] the relying party id, by default the host name of the first origin
 * @param {string} [configured.apiUrl] the passkey service's address
 * @param {{ url: string, isSecure: boolean, frameOf?: string }} [here] by default this page
 * @returns {{ code: string, message: string, seen: string, allowed: string, open?: string } | undefined} nothing where
 *   all is well; `open` is the same page where passkeys work, if this browser can get there
 */
export function diagnose({ origins, rpId, apiUrl }: {
    origins: string[];
    rpId?: string | undefined;
    apiUrl?: string | undefined;
}, here?: {
    url: string;
    isSecure: boolean;
    frameOf?: string;
}): {
    code: string;
    message: string;
    seen: string;
    allowed: string;
    open?: string;
} | undefined;
/**
 * What this browser can do on this page, so that nothing is offered that cannot work. Asks nobody.
 * @returns {Promise<{ make: boolean, here: boolean, offer: boolean, sync: boolean }>} whether it can make and use
 *   passkeys at all; keep them on this device itself; offer them in the autofill of an input; and be told which of them
 *   are gone or renamed, so that its list stays in step with the account
 */
export function capabilities(): Promise<{
    make: boolean;
    here: boolean;
    offer: boolean;
    sync: boolean;
}>;
export class Passwordless {
    /**
     * @param {object} settings
     * @param {string} settings.apiUrl the service's address, such as https://v4.passwordless.dev
     * @param {string} settings.apiKey the application's public key (`name:public:…`)
     * @param {string} [settings.rpId] the relying party id; by default the page's host name
     * @param {Record<string, string>} [settings.words] sentences in place of those of `WORDS`, by code
     */
    constructor({ apiUrl, apiKey, rpId, words }: {
        apiUrl: string;
        apiKey: string;
        rpId?: string | undefined;
        words?: Record<string, string> | undefined;
    });
    /**
     * Makes a passkey for the user whom the server named in the registration token. A later call of this page takes
     * over, until there is a passkey: then the later one waits.
     * @param {string} token `register_…`, from the application's server
     * @param {{ nickname?: string, signal?: AbortSignal, onStep?: (step: string) => void, onPasskey?: (id: string) => void }} [options]
     *   `onStep` hears `preparing`, `waiting` (for the person) and `finishing`; `onPasskey` the id of the new passkey
     * @returns {Promise<string>} `verify_…`, for the application's server
     * @throws {PasskeyError}
     */
    register(token: string, { nickname, signal, onStep, onPasskey }?: {
        nickname?: string;
        signal?: AbortSignal;
        onStep?: (step: string) => void;
        onPasskey?: (id: string) => void;
    }): Promise<string>;
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
    signIn({ alias, userId, purpose, to, body, ...options }?: {
        alias?: string;
        userId?: string;
        purpose?: string;
        to?: string;
        body?: object;
        signal?: AbortSignal;
        onStep?: (step: string) => void;
        onPasskey?: (id: string) => void;
    }): Promise<any>;
    /**
     * Has somebody confirm one request with a passkey: `signIn` for this purpose, usually with `userId` and `to`.
     * @param {string} purpose
     * @param {{ userId?: string, to?: string, body?: object, signal?: AbortSignal, onStep?: (step: string) => void }} [options]
     * @returns {Promise<any>} as `signIn`
     * @throws {PasskeyError}
     */
    confirm(purpose: string, options?: {
        userId?: string;
        to?: string;
        body?: object;
        signal?: AbortSignal;
        onStep?: (step: string) => void;
    }): Promise<any>;
    /**
     * Offers passkeys in the autofill of an input with `autocomplete="username webauthn"`, and waits until one is
     * chosen. A later call of anything takes over: this then fails with the quiet code `superseded`.
     * @param {{ purpose?: string, signal?: AbortSignal, onStep?: (step: string) => void, onPasskey?: (id: string) => void }} [options]
     * @returns {Promise<string | undefined>} `verify_…`; undefined where the browser cannot do it
     * @throws {PasskeyError}
     */
    autofill({ purpose, ...options }?: {
        purpose?: string;
        signal?: AbortSignal;
        onStep?: (step: string) => void;
        onPasskey?: (id: string) => void;
    }): Promise<string | undefined>;
    /**
     * Whether there can be passkeys on this page at all, so that nobody is asked in vain.
     * @throws {PasskeyError} `insecure_context`, `wrong_address` or `unsupported`
     */
    check(): void;
    #private;
}
export class Account extends Sessions {
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
    constructor({ apiUrl, apiKey, prefix, rpId, words, onSignedOut, userId }: {
        apiUrl: string;
        apiKey: string;
        prefix?: string | undefined;
        rpId?: string | undefined;
        words?: Record<string, string> | undefined;
        onSignedOut?: (() => unknown) | undefined;
        userId?: string | undefined;
    });
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
    register(name: string, { form, ...options }?: {
        nickname?: string;
        form?: object;
        signal?: AbortSignal;
        onStep?: (step: string) => void;
    }): Promise<{
        userId: string;
        name: string;
        signInByName: boolean;
        expiresAt: string;
    }>;
    /**
     * Signs in: by name, or without one by any passkey that this device has for the site.
     * @param {{ name?: string, signal?: AbortSignal, onStep?: (step: string) => void }} [options]
     * @returns {Promise<{ userId: string, name?: string, expiresAt: string }>}
     * @throws {PasskeyError}
     */
    signIn({ name, ...options }?: {
        name?: string;
        signal?: AbortSignal;
        onStep?: (step: string) => void;
    }): Promise<{
        userId: string;
        name?: string;
        expiresAt: string;
    }>;
    /**
     * Offers passkeys in the autofill of an input with `autocomplete="username webauthn"`, and signs in with the one
     * that is chosen. A later call of anything takes over: this then fails with the quiet code `superseded`.
     * @param {{ signal?: AbortSignal, onStep?: (step: string) => void }} [options]
     * @returns {Promise<{ userId: string, name?: string, expiresAt: string } | undefined>} undefined where the browser
     *   cannot do it
     * @throws {PasskeyError}
     */
    autofill(options?: {
        signal?: AbortSignal;
        onStep?: (step: string) => void;
    }): Promise<{
        userId: string;
        name?: string;
        expiresAt: string;
    } | undefined>;
    /**
     * Has the person who is signed in confirm something with one of their passkeys.
     * @param {string} [purpose]
     * @param {{ signal?: AbortSignal, onStep?: (step: string) => void }} [options]
     * @returns {Promise<{ userId: string, purpose: string, maxAge: number, expiresAt: string }>} it counts for `maxAge`
     *   seconds
     * @throws {PasskeyError}
     */
    stepUp(purpose?: string, options?: {
        signal?: AbortSignal;
        onStep?: (step: string) => void;
    }): Promise<{
        userId: string;
        purpose: string;
        maxAge: number;
        expiresAt: string;
    }>;
    /**
     * Who is signed in. The end is told of a session of ours only.
     * @param {Limits} [options]
     * @returns {Promise<{ userId: string, name?: string, expiresAt?: string }>}
     * @throws {PasskeyError} `sign_in_required` where nobody is
     */
    session(options?: Limits): Promise<{
        userId: string;
        name?: string;
        expiresAt?: string;
    }>;
    /**
     * The passkeys of the person who is signed in.
     * @param {Limits} [options]
     * @returns {Promise<{ userId: string, passkeys: Passkey[] }>}
     * @throws {PasskeyError}
     */
    passkeys(options?: Limits): Promise<{
        userId: string;
        passkeys: Passkey[];
    }>;
    /**
     * Adds a passkey, after a step-up where the sign-in is not fresh.
     * @param {{ nickname?: string, signal?: AbortSignal, onStep?: (step: string) => void }} [options]
     * @returns {Promise<{ userId: string, passkeys: Passkey[] }>}
     * @throws {PasskeyError}
     */
    addPasskey(options?: {
        nickname?: string;
        signal?: AbortSignal;
        onStep?: (step: string) => void;
    }): Promise<{
        userId: string;
        passkeys: Passkey[];
    }>;
    /**
     * Deletes a passkey, after a step-up where the sign-in is not fresh.
     * @param {string} id
     * @param {{ signal?: AbortSignal, onStep?: (step: string) => void }} [options]
     * @returns {Promise<{ userId: string, passkeys: Passkey[], signedOut?: boolean }>} `signedOut` where it was the one at hand
     * @throws {PasskeyError}
     */
    deletePasskey(id: string, options?: {
        signal?: AbortSignal;
        onStep?: (step: string) => void;
    }): Promise<{
        userId: string;
        passkeys: Passkey[];
        signedOut?: boolean;
    }>;
    /**
     * Deletes the account of the person who is signed in, with all passkeys, after a step-up where the sign-in is not fresh.
     * Ask the person first: nothing brings it back.
     * @param {{ signal?: AbortSignal, onStep?: (step: string) => void }} [options]
     * @returns {Promise<{ userId: string, passkeys: 'deleted' | 'pending' }>} `pending` where the service has yet to delete
     *   the passkeys, which sign nobody in
     * @throws {PasskeyError}
     */
    deleteAccount(options?: {
        signal?: AbortSignal;
        onStep?: (step: string) => void;
    }): Promise<{
        userId: string;
        passkeys: "deleted" | "pending";
    }>;
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
    followLink(options?: Limits): Promise<{
        userId: string;
        recovery?: boolean;
    } | undefined>;
    #private;
}
/** What went wrong, in words for a person; `code` is for programs and stays the same. */
export class PasskeyError extends Error {
    /**
     * @param {string} code one of the keys of `WORDS`, or one that the application's server sent
     * @param {{ cause?: unknown, problem?: any, words?: string, quiet?: boolean }} [details]
     *   `problem` is the RFC 9457 document of who refused, if there was one
     */
    constructor(code: string, { cause, problem, words, quiet }?: {
        cause?: unknown;
        problem?: any;
        words?: string;
        quiet?: boolean;
    });
    code: string;
    problem: any;
    /** @type {(() => Promise<{ userId: string, recovery?: boolean }>) | undefined} goes on where a link was to be confirmed */
    confirm: (() => Promise<{
        userId: string;
        recovery?: boolean;
    }>) | undefined;
    /** True if there is nothing to tell: somebody changed their mind, another request took over, nobody had asked. */
    quiet: boolean;
}
/**
 * The sentences, by code. `new Account({ words })` replaces some or all of them.
 * @type {Record<string, string>}
 */
export const WORDS: Record<string, string>;
/**
 * A passkey as the server lists it; times are RFC 3339.
 */
export type Passkey = {
    id: string;
    nickname: string | null;
    device: string | null;
    country: string | null;
    aaguid: string;
    provider: string | null;
    rpId: string | null;
    isBackedUp: boolean | null;
    createdAt: string;
    lastUsedAt: string;
    isCurrent: boolean;
    deleting: boolean;
    unfinished: boolean;
    isLast: boolean;
};
/**
 * A sign-in as the server lists it; times are RFC 3339.
 */
export type SignIn = {
    id: string;
    device: string;
    address: string | null;
    beganAt: string;
    lastSeenAt: string;
    expiresAt: string;
    state: "current" | "active" | "ended" | "expired";
};
export type Limits = {
    signal?: AbortSignal;
};
declare class Sessions {
    /**
     * @param {string} prefix where the routes are
     * @param {Record<string, string>} [words]
     * @param {() => unknown} [onSignedOut]
     * @param {string} [userId]
     */
    constructor(prefix: string, words?: Record<string, string>, onSignedOut?: () => unknown, userId?: string);
    /**
     * Has a link sent to this e-mail address, if it is a user's. Nobody is told whether it is.
     * @param {string} email
     * @param {Limits} [options]
     * @returns {Promise<void>}
     * @throws {PasskeyError}
     */
    askForLink(email: string, options?: Limits): Promise<void>;
    /**
     * The sign-ins of the person who is signed in, this one first.
     * @param {Limits} [options]
     * @returns {Promise<{ signIns: SignIn[] }>}
     * @throws {PasskeyError}
     */
    signIns(options?: Limits): Promise<{
        signIns: SignIn[];
    }>;
    /**
     * Ends a sign-in, on whatever device.
     * @param {string} id
     * @param {Limits} [options]
     * @returns {Promise<{ signIns: SignIn[], signedOut?: boolean }>} `signedOut` where it was the one that asks
     * @throws {PasskeyError}
     */
    endSignIn(id: string, options?: Limits): Promise<{
        signIns: SignIn[];
        signedOut?: boolean;
    }>;
    /**
     * Signs out.
     * @param {Limits} [options]
     * @returns {Promise<void>}
     * @throws {PasskeyError}
     */
    signOut(options?: Limits): Promise<void>;
    /**
     * Ends every session of the person who is signed in, on all devices.
     * @param {Limits} [options]
     * @returns {Promise<void>}
     * @throws {PasskeyError}
     */
    signOutEverywhere(options?: Limits): Promise<void>;
    /** @protected @returns {Promise<unknown>} */
    protected _signedOut(): Promise<unknown>;
    /** Notes whom the page shows from now on. @protected @template {{ userId: string }} T @param {T} told @returns {T} */
    protected _shows<T extends {
        userId: string;
    }>(told: T): T;
    /** @protected @template T @param {() => T | Promise<T>} action @returns {Promise<Awaited<T>>} */
    protected _spoken<T>(action: () => T | Promise<T>): Promise<Awaited<T>>;
    /** @protected @param {string} path @param {object} body @param {string} [wanted] @param {Limits} [options] @returns {Promise<any>} */
    protected _post(path: string, body: object, wanted?: string, options?: Limits): Promise<any>;
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
    protected _ask(method: string, path: string, body?: object, wanted?: string, { signal }?: Limits, isAnybodys?: boolean): Promise<any>;
    #private;
}
export {};
