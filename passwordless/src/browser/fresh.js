// The passkeys that were made in this tab a short while ago.

const FRESH_MS = 60_000;
const FRESH = 'passwordless.made';

// A list that lags behind must not have the device forget the passkey that it has just made.
function remembered() {
  const read = () => JSON.parse(sessionStorage.getItem(FRESH)).filter(({ at }) => Math.abs(Date.now() - at) < FRESH_MS);
  return (attempt(read) ?? []).map(({ id }) => id);
}

function remember(made, gone) {
  const ids = [...remembered(), made].filter((id) => id && id !== gone);
  attempt(() => sessionStorage.setItem(FRESH, JSON.stringify(ids.map((id) => ({ id, at: Date.now() })))));
}

// Of an account that is gone, no passkey is waited for.
function rememberNone() {
  attempt(() => sessionStorage.removeItem(FRESH));
}
