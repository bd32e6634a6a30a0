//! The script that pages load: the ceremonies in the browser, and plain words for what went wrong.
//!
//! Serve [`SCRIPT`] as [`CONTENT_TYPE`] from your own origin, so that a content policy of `script-src 'self'` is
//! enough, and let `connect-src` name the API's address. A page then writes:
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
//! Each call ends with a `verify_` token for the application's server, or throws a `PasskeyError` whose `message` is
//! fit to be shown to a person and whose `code` is one of:
//!
//! | code | what happened |
//! |---|---|
//! | `already_registered` | the device has a passkey for this account |
//! | `cancelled` | the person said no, or the browser does not want to say |
//! | `expired` | the registration token was too old |
//! | `insecure_context` | the page came neither by https nor from `http://localhost` |
//! | `no_passkey` | the device has no passkey for this site |
//! | `refused` | the service refused; `problem` has its document |
//! | `service_failed` | the service had a fault of its own, or was overloaded |
//! | `superseded` | another request took over, as a dialog does over a pending autofill |
//! | `timed_out` | nobody answered the browser's dialog |
//! | `unknown_passkey` | the service no longer knows the passkey; the device is told to stop offering it |
//! | `unreachable` | no answer from the service |
//! | `unsupported` | no WebAuthn here, or none with the [JSON helpers] of level 3 |
//! | `wrong_address` | the page's address can have no passkeys, such as an IP address |
//!
//! [JSON helpers]: https://www.w3.org/TR/webauthn-3/#sctn-parseCreationOptionsFromJSON

/// The script, an ECMAScript module of some 9 kB.
pub const SCRIPT: &str = include_str!("passwordless.js");

/// The media type to serve [`SCRIPT`] as (RFC 9239).
pub const CONTENT_TYPE: &str = "text/javascript; charset=utf-8";
