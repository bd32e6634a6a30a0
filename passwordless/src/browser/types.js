// What goes in and comes out, for editors and TypeScript.

/**
 * A passkey as the server lists it; times are RFC 3339.
 * @typedef {{ id: string, nickname: string | null, device: string | null, country: string | null, aaguid: string,
 *   provider: string | null, rpId: string | null, isBackedUp: boolean | null, createdAt: string, lastUsedAt: string,
 *   isCurrent: boolean, deleting: boolean, unfinished: boolean, isLast: boolean }} Passkey
 */

/**
 * A sign-in as the server lists it; times are RFC 3339.
 * @typedef {{ id: string, device: string, address: string | null, beganAt: string, lastSeenAt: string, expiresAt: string,
 *   state: 'current' | 'active' | 'ended' | 'expired' }} SignIn
 */

/** @typedef {{ signal?: AbortSignal }} Limits */
