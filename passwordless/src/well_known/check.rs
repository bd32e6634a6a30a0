//! What can be written into the documents.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use url::Url;

use crate::{Error, rules::allowed_origin};

const SHA_256: usize = 32;

/// The origin of an application of Android, by the SHA-256 fingerprint of the certificate that signs it: to be allowed
/// beside the origins of pages.
///
/// ```
/// use passwordless::well_known::android_origin;
///
/// let fingerprint = "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:E5";
/// let origin = "android:apk-key-hash:FG3pg8VzBlDY7rmVLzT8ZBagg0LmHb6oigSWsj_PROU";
/// assert_eq!(android_origin(fingerprint)?, origin);
/// # Ok::<(), passwordless::Error>(())
/// ```
///
/// # Errors
///
/// [`ErrorKind::Config`](crate::ErrorKind::Config) where it is no such fingerprint.
pub fn android_origin(fingerprint: &str) -> Result<String, Error> {
    Ok(format!("android:apk-key-hash:{}", URL_SAFE_NO_PAD.encode(digest(fingerprint)?)))
}

/// The bytes of `AB:CD:…`, in letters of either case.
fn digest(fingerprint: &str) -> Result<Vec<u8>, Error> {
    let is_pair = |pair: &str| pair.len() == 2 && pair.bytes().all(|b| b.is_ascii_hexdigit());
    let byte = |pair: &str| is_pair(pair).then(|| u8::from_str_radix(pair, 16).ok()).flatten();
    let bytes: Option<Vec<u8>> = fingerprint.split(':').map(byte).collect();
    bytes.filter(|bytes| bytes.len() == SHA_256).ok_or_else(|| {
        Error::config(format!(
            "{fingerprint:?} is no SHA-256 fingerprint of a certificate; `keytool -list -v` writes it as 32 bytes like \
             `AB:CD:…`"
        ))
    })
}

/// The address of a page.
pub(super) fn page(text: &str) -> Result<String, Error> {
    let url = Url::parse(text).ok().filter(|url| url.scheme() == "https" && url.username().is_empty());
    url.map(String::from).ok_or_else(|| {
        Error::config(format!(
            "the passkey endpoint {text:?} is no page of a site; write it like `https://app.example/account`"
        ))
    })
}

pub(super) fn origins(texts: &[String]) -> Result<Vec<String>, Error> {
    let origin = |text: &String| {
        let origin = allowed_origin(text)?;
        if origin.starts_with("https://") {
            return Ok(origin);
        }
        Err(Error::config(format!(
            "the related origin {text:?} is no site that browsers ask; write it like `https://app.example`, and name \
             applications by android_app"
        )))
    };
    if texts.is_empty() {
        return Err(Error::config("related_origins names none; leave it out"));
    }
    texts.iter().map(origin).collect()
}

/// The packages, with their fingerprints as Android writes them.
pub(super) fn android(apps: BTreeMap<String, Vec<String>>) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let app = |(package, fingerprints): (String, Vec<String>)| {
        if !is_reverse_name(&package, "_") {
            return Err(Error::config(format!(
                "{package:?} is no package of an Android application; write it like `com.example.app`"
            )));
        }
        let upper = |text: &String| digest(text).map(|_| text.to_ascii_uppercase());
        Ok((package, fingerprints.iter().map(upper).collect::<Result<_, _>>()?))
    };
    apps.into_iter().map(app).collect()
}

/// The identifiers of applications.
pub(super) fn ios(apps: &[(String, String)]) -> Result<Vec<String>, Error> {
    let app = |(team, bundle): &(String, String)| {
        let is_team = team.len() == 10 && team.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        match is_team && is_reverse_name(bundle, "-") {
            true => Ok(format!("{team}.{bundle}")),
            false => Err(Error::config(format!(
                "{team:?} and {bundle:?} name no application; a team's id is ten letters and digits like `A1B2C3D4E5`, \
                 and a bundle's is like `com.example.app`"
            ))),
        }
    };
    apps.iter().map(app).collect()
}

/// Parts of letters, digits and `more`, with dots between.
fn is_reverse_name(text: &str, more: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c));
    text.contains('.') && text.split('.').all(is_part)
}
