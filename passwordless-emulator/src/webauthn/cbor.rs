//! Reading CBOR.

use ciborium::Value;

/// The first item of `bytes`, and what follows it.
pub(super) fn first(bytes: &[u8]) -> Option<(Value, &[u8])> {
    let mut rest = bytes;
    // Authenticators write flat maps; a limit far below the default keeps hostile nesting cheap.
    let value = ciborium::de::from_reader_with_recursion_limit(&mut rest, 16).ok()?;
    Some((value, rest))
}

/// The only item of `bytes`.
pub(super) fn only(bytes: &[u8]) -> Option<Value> {
    first(bytes).and_then(|(value, rest)| rest.is_empty().then_some(value))
}

/// A member of a map whose keys are texts.
pub(super) fn member<'a>(map: &'a [(Value, Value)], name: &str) -> Option<&'a Value> {
    map.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value)
}
