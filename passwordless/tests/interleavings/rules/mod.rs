//! The library's modules where they are, so that their files find what they use.

#[allow(dead_code, unreachable_pub, reason = "the library's own files, of which a part is tested here")]
pub(crate) mod store;
