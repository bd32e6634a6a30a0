//! What extensions of WebAuthn answered in the browser: the service reads all of it, and keeps one member.

use crate::json::{Malformed, Object};

/// The outputs of a new passkey, or of a sign-in, that the service keeps.
#[derive(Debug, Default)]
pub(super) struct Outputs {
    /// Whether the passkey can be found without an allow list; nothing where the browser did not say.
    pub(super) discoverable: Option<bool>,
}

impl Outputs {
    /// Reads the member of this name.
    pub(super) fn read(response: &Object<'_>, name: &str) -> Result<Self, Malformed> {
        let Some(results) = response.object(name)? else { return Ok(Self::default()) };
        results.boolean("appid")?;
        results.nullable_boolean("example.extension.bool")?;
        results.string_set("exts")?;
        results.number_lists("uvm")?;
        results.nullable_choice("credProtect", &PROTECTIONS)?;
        if let Some(blob) = results.object("largeBlob")? {
            blob.boolean("supported")?;
            blob.boolean("written")?;
            blob.bytes("blob")?;
        }
        if let Some(prf) = results.object("prf")? {
            prf.boolean("enabled")?;
            if let Some(values) = prf.object("results")? {
                values.insist("first")?;
                values.bytes("first")?;
                values.bytes("second")?;
            }
        }
        // Properties that do not say are properties that say no.
        let properties = results.object("credProps")?;
        let discoverable = match &properties {
            Some(properties) => {
                properties.string("authenticatorDisplayName")?;
                Some(properties.boolean("rk")?.unwrap_or(false))
            }
            None => None,
        };
        Ok(Self { discoverable })
    }
}

/// In the order of their numbers, which begin at 1.
const PROTECTIONS: [&str; 4] = [
    "",
    "userVerificationOptional",
    "userVerificationOptionalWithCredentialIDList",
    "userVerificationRequired",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(results: &str) -> Result<Option<bool>, Malformed> {
        let text = format!("{{\"clientExtensionResults\":{results}}}");
        let object = Object::parse(&text)?;
        Outputs::read(&object, "clientExtensionResults").map(|outputs| outputs.discoverable)
    }

    #[test]
    fn properties_that_do_not_say_are_not_discoverable() {
        assert_eq!(read("{}"), Ok(None));
        assert_eq!(read("null"), Ok(None));
        assert_eq!(read(r#"{"credProps":null}"#), Ok(None));
        assert_eq!(read(r#"{"credProps":{}}"#), Ok(Some(false)));
        assert_eq!(read(r#"{"credProps":{"rk":true,"authenticatorDisplayName":"Key"}}"#), Ok(Some(true)));
        assert_eq!(read(r#"{"credProps":{"rk":false}}"#), Ok(Some(false)));
    }

    #[test]
    fn outputs_of_the_right_shape_are_read() {
        for good in [
            r#"{"appid":true,"exts":["uvm"],"uvm":[[2,4,2]],"credProtect":"userVerificationRequired"}"#,
            r#"{"prf":{"enabled":true}}"#,
            r#"{"prf":{"results":{"first":"AAEC","second":null}}}"#,
            r#"{"prf":{"results":null}}"#,
            r#"{"largeBlob":{"supported":true,"blob":"AA","written":false}}"#,
            r#"{"credProtect":2,"exts":null,"uvm":null,"prf":null,"largeBlob":null}"#,
            r#"{"hmacCreateSecret":{"unknown":[]}}"#,
        ] {
            assert!(read(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn outputs_of_another_shape_are_malformed() {
        for bad in [
            "[]",
            "1",
            r#"{"appid":null}"#,
            r#"{"appid":"yes"}"#,
            r#"{"exts":"uvm"}"#,
            r#"{"uvm":[1,2]}"#,
            r#"{"uvm":[[-1]]}"#,
            r#"{"credProps":[]}"#,
            r#"{"credProps":{"rk":null}}"#,
            r#"{"credProps":{"rk":1}}"#,
            r#"{"credProtect":"always"}"#,
            r#"{"credProtect":0}"#,
            r#"{"credProtect":4}"#,
            r#"{"prf":true}"#,
            r#"{"prf":{"enabled":1}}"#,
            r#"{"prf":{"results":{}}}"#,
            r#"{"prf":{"results":{"first":{}}}}"#,
            r#"{"prf":{"results":{"first":"+/8="}}}"#,
            r#"{"prf":{"results":{"first":"AA","second":[]}}}"#,
            r#"{"largeBlob":{"written":null}}"#,
            r#"{"largeBlob":{"blob":{}}}"#,
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
