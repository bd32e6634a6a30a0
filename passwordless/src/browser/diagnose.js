// Whether passkeys can work where this page is: what the browser sees, beside what the server is configured for.
//
// This file is appended to account.js, so that a page loads one module.

const TROUBLE = {
  framed: 'This page lies in a frame of another site, where browsers do not allow passkeys.',
  insecure_page: 'Browsers allow passkeys on secure pages only: by https, or at localhost.',
  ip_address: 'This page was opened by an IP address, and an IP address can have no passkeys.',
  mixed_content: 'This page is secure and the passkey service is not: the browser does not let the one ask the other.',
  other_host: 'This page has another host name than the site expects, and a passkey belongs to one name.',
  other_port: 'This page comes from another port than the site expects.',
  other_scheme: 'This page came by another scheme (http or https) than the site expects.',
  relying_party: 'The passkeys of this site do not work under the host name of this page.',
};

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
export function diagnose({ origins, rpId, apiUrl }, here = thisPage()) {
  const page = new URL(here.url);
  // The origins of apps are no addresses.
  const sites = origins.filter((origin) => /^https?:/.test(origin)).map((origin) => new URL(origin));
  const found = (code, seen, allowed, open) => ({ code, message: TROUBLE[code], seen, allowed, open });
  if (here.frameOf) return found('framed', `a frame of ${here.frameOf}`, 'a window of its own', here.url);

  if (!here.isSecure || !sites.some(({ origin }) => origin === page.origin)) {
    const same = sites.find(({ hostname }) => hostname === page.hostname);
    const code = isAddress(page.hostname) ? 'ip_address'
      : same && same.protocol !== page.protocol ? 'other_scheme'
      : !here.isSecure ? 'insecure_page'
      : same ? 'other_port'
      : 'other_host';
    const target = same ?? sites[0];
    // `localhost` is another machine for whoever came over the network.
    const reachable = target && target.origin !== page.origin && (isThisMachine(page) || !isThisMachine(target));
    const open = reachable ? target.origin + page.pathname + page.search : undefined;
    return found(code, page.origin, sites.map(({ origin }) => origin).join(', '), open);
  }
  const party = rpId ?? sites[0].hostname;
  if (page.hostname !== party && !page.hostname.endsWith(`.${party}`)) {
    return found('relying_party', page.hostname, `${party}, and names that end in .${party}`);
  }
  if (apiUrl) {
    const api = new URL(apiUrl);
    if (page.protocol === 'https:' && api.protocol === 'http:' && !isThisMachine(api)) {
      return found('mixed_content', api.origin, `https://${api.host}`);
    }
  }
  return undefined;
}

function thisPage() {
  return { url: location.href, isSecure: globalThis.isSecureContext, frameOf: strangersFrame() };
}

// A page of the same origin may frame this one, and one of another if it allows the frame its passkeys.
function strangersFrame() {
  if (window.top === window) return undefined;
  try {
    if (window.top.location.origin === location.origin) return undefined;
  } catch {
    // Another origin's window cannot be read.
  }
  if (document.featurePolicy?.allowsFeature('publickey-credentials-get')) return undefined;
  return location.ancestorOrigins?.[0] ?? 'another site';
}

const isAddress = (host) => /^(\d+\.){3}\d+$/.test(host) || host.startsWith('[');

const isThisMachine = ({ hostname }) => /^(.+\.)?localhost$|^127\.|^\[::1\]$/.test(hostname);
