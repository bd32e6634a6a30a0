//! The script that pages load: whole operations of an account, the ceremonies beneath them, and plain words for what
//! went wrong.
//!
//! The routes of an [account](crate::accounts) serve it as `passwordless.js`; whoever has no such routes serves
//! [`SCRIPT`] as [`CONTENT_TYPE`] from their own origin, so that a content policy of `script-src 'self'` is enough.
//! `connect-src` names the API's address.
//!
//! # With the routes of an account
//!
//! ```js
//! import { Account, next } from '/passkeys/passwordless.js';
//!
//! const account = new Account({ apiUrl: 'https://v4.passwordless.dev', apiKey: 'myapp:public:…' });
//!
//! await account.register('alice');          // or with a nickname for the passkey: register('alice', { nickname })
//! await account.signIn({ name: 'alice' });  // or signIn(), with any passkey that this device has
//! location.assign(next('/me'));             // where the query's `next` leads, if that is on this origin
//! await account.autofill();                 // an input with autocomplete="username webauthn"
//! await account.session();                  // who is signed in
//! await account.stepUp('pay');
//! await account.passkeys();
//! await account.addPasskey();               // with a step-up where the sign-in is not fresh
//! await account.deletePasskey(id);          // the same
//! await account.deleteAccount();            // the same, where the application deletes accounts
//! await account.signIns();                  // where sign-ins are written down
//! await account.endSignIn(id);
//! await account.signOut();
//! await account.signOutEverywhere();
//! await account.askForLink('alice@example.com');
//! await account.followLink();               // on the page to which magic links lead
//! ```
//!
//! The routes are looked for beside the script; `prefix` says otherwise.
//!
//! Tabs share a session. Where somebody else has signed in since this page was loaded, what it asks for about its user
//! fails with `other_user`, and nothing is changed: load the page again. The script knows whom the page shows from the
//! calls above; where the server wrote the page for somebody, `new Account({ userId })` says so.
//!
//! # With routes of your own
//!
//! ```js
//! import { Passwordless } from '/passwordless.js';
//!
//! const passkeys = new Passwordless({ apiUrl: 'https://v4.passwordless.dev', apiKey: 'myapp:public:…' });
//!
//! const made = await passkeys.register(registerToken);           // from `Client::create_register_token`
//! const verified = await passkeys.signIn({ alias: 'alice' });    // for `Client::verify`
//! const chosen = await passkeys.autofill();                      // an input with autocomplete="username webauthn"
//! ```
//!
//! Each of these calls ends with a `verify_` token for the application's server. In an application with sessions of its
//! own one call does the ceremony and brings the token to a route:
//!
//! ```js
//! await passkeys.signIn({ to: '/login/passkey' });
//! await passkeys.confirm('step-up', { userId, to: '/account/close', body: { reason } });
//! ```
//!
//! The token goes into the `Authorization` header of a `POST`, and `body` as JSON. **Take it from that header only**: a
//! form of another site can send a body, and would sign its reader in to an account of its own; it can send no such
//! header. The route answers JSON or 204, and refuses with a problem document that has a `code`; anything else is
//! `server_failed`.
//!
//! With the account's routes, `new Account({ onSignedOut })` ends the application's own session too, and
//! `register(name, { form })` brings what else the sign-up form holds. What is wrong with it is told by field in
//! `problem.errors` of the error, whose `code` is `invalid_form`.
//!
//! # TypeScript
//!
//! [`DECLARATIONS`] are served beside the script as `passwordless.d.ts`. Save them, and name them in `tsconfig.json`:
//! `"paths": { "/passkeys/passwordless.js": ["./passwordless.d.ts"] }`.
//!
//! # What can go wrong
//!
//! All of them throw a `PasskeyError`, whatever the browser, an extension or a proxy does. Its `message` is fit to be
//! shown to a person, its `quiet` says that there is nothing to tell, and its `code` is one of those below, or of those
//! that the [account's routes](crate::accounts) refuse with; `problem` is the document of who refused, if there was one.
//! The sentences are exported as `WORDS`, by code; `new Account({ words })` replaces some or all of them, for codes of
//! the server, too.
//!
//! | code | what happened |
//! |---|---|
//! | `already_registered` | the device has a passkey for this account, perhaps by an answer that was lost |
//! | `broken_link` | the page was opened by a part of a magic link |
//! | `browser_failed` | the browser or the device failed, which may pass |
//! | `browser_refused` | the browser refused faster than a person can: no focus, no click, an extension that is locked |
//! | `cancelled` | the person said no, gave no passkey, or the browser does not want to say |
//! | `device_unfit` | the device has no screen lock, or cannot keep passkeys |
//! | `expired` | the registration token was too old |
//! | `insecure_context` | the page came neither by https nor from `http://localhost` |
//! | `no_passkey` | the browser has looked for a passkey of this site, and offered none |
//! | `no_passkeys_yet` | the user who should confirm something has no passkey |
//! | `refused` | the service refused |
//! | `server_failed` | the application's server failed and did not say how, or something else answered in its place |
//! | `server_unreachable` | no answer from the application's server |
//! | `service_failed` | the service had a fault of its own, was overloaded, or something else answered in its place |
//! | `superseded` | another request took over, as a dialog does over a pending autofill, or another script's is open |
//! | `timed_out` | nobody answered the browser's dialog |
//! | `unknown_passkey` | the service no longer knows the passkey; the device is told to stop offering it |
//! | `unreachable` | no answer from the service |
//! | `unsupported` | there are no passkeys in this browser |
//! | `unusable_answer` | the browser, or what stands in for it, gave half of an answer |
//! | `wrong_address` | the page's address can have no passkeys of this site, such as an IP address |
//!
//! One ceremony runs at a time. A later call takes over from one that still waits for its person, in whatever tab: the
//! earlier one is `superseded`. Once there is a passkey, the later one waits until it is registered, so that none is
//! left that belongs to nobody.
//!
//! What a page need not offer, `await capabilities()` tells before anybody tries: `make` (there are passkeys at all),
//! `here` (this device itself keeps them), `offer` (in the autofill of an input), `sync` (the device is told of passkeys
//! that are gone).
//!
//! # Before anything goes wrong
//!
//! `diagnose` compares the page with what the server is configured for, and asks nobody. A page that says the result
//! spares people a button that can only fail, and operators a search:
//!
//! ```js
//! import { diagnose } from '/passkeys/passwordless.js';
//!
//! const trouble = diagnose({ origins: ['https://app.example'], rpId: 'app.example', apiUrl });
//! if (trouble) show(trouble.message, trouble.seen, trouble.allowed, trouble.open);   // a link to where it works
//! ```
//!
//! | code | what stands in the way |
//! |---|---|
//! | `framed` | the page lies in a frame of another site |
//! | `insecure_page` | the page came neither by https nor from `localhost` |
//! | `ip_address` | the page was opened by an IP address |
//! | `mixed_content` | a page by https is to ask the service by http |
//! | `other_host` | another host name than the server allows, such as `www.` before it |
//! | `other_port` | another port |
//! | `other_scheme` | http where the server allows https, or the reverse |
//! | `relying_party` | the page's host name is neither the relying party id nor ends in it |

/// The script, an ECMAScript module without its comments: some 28 kB, and less than 11 kB where it is compressed.
pub const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/passwordless.js"));

/// What the functions of [`SCRIPT`] take and give, for TypeScript: `passwordless.d.ts`.
pub const DECLARATIONS: &str = include_str!("passwordless.d.ts");

/// The media type to serve [`SCRIPT`] as (RFC 9239).
pub const CONTENT_TYPE: &str = "text/javascript; charset=utf-8";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Route;

    #[test]
    fn the_script_asks_for_every_route() {
        for route in Route::ALL {
            if matches!(route, Route::Script | Route::Declarations) {
                continue;
            }
            let path = route.path().split('{').next().unwrap();
            assert!(SCRIPT.contains(&format!("'{path}'")) || SCRIPT.contains(&format!("`{path}$")), "{path}");
        }
    }

    #[test]
    fn every_code_of_the_script_is_documented() {
        let words = SCRIPT.split_once("const WORDS = {").unwrap().1.split_once("};").unwrap().0;
        let codes: Vec<_> = words.lines().filter_map(|line| line.trim().split_once(':')).collect();
        assert_eq!(codes.len(), 21);
        let trouble = SCRIPT.split_once("const TROUBLE = {").unwrap().1.split_once("};").unwrap().0;
        let trouble: Vec<_> = trouble.lines().filter_map(|line| line.trim().split_once(':')).collect();
        assert_eq!(trouble.len(), 8);
        for (code, _) in codes.into_iter().chain(trouble) {
            assert!(include_str!("mod.rs").contains(&format!("//! | `{code}` |")), "{code}");
        }
    }
}
