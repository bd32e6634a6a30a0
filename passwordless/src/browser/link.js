// Where people come from and go to: the magic link by which a page was opened, and the page to go on with.

/**
 * Finds `verify_….link` among what stands around it: a mail program takes the full stop or the bracket behind it along,
 * a tracker appends parameters. Without `link` there is only a part of it.
 */
function linkIn(hash) {
  const text = attempt(() => decodeURIComponent(hash)) ?? hash;
  const [, token, link] = /(verify_[\w-]+)\.([\w-]+)/.exec(text) ?? [];
  return token ? { token, link } : /verify_/.test(text) ? {} : undefined;
}

/**
 * Where to go on after signing in: the page that the query's `next` names if it is one of this origin, or `fallback`.
 * @param {string} [fallback] a path of this origin
 * @returns {string} an absolute address, for `location.assign`
 */
export function next(fallback = '/') {
  const asked = new URLSearchParams(location.search).get('next');
  const page = asked?.startsWith('/') ? attempt(() => new URL(asked, location.origin)) : undefined;
  // The whole address and not its path: of `/.//evil.example` the path alone would be another's.
  return (page?.origin === location.origin ? page : new URL(fallback, location.origin)).href;
}
