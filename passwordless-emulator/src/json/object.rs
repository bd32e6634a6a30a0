//! A JSON object, its members unread until they are asked for.

use std::{borrow::Cow, fmt};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Malformed, value};
use crate::clock::Moment;

/// The deepest nesting that the service reads.
const DEPTH: usize = 64;

/// The members of an object in their order, with the text of their values.
#[derive(Debug)]
pub(crate) struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Object<'a> {
    /// Reads the body of a request.
    pub(crate) fn parse(text: &'a str) -> Result<Self, Malformed> {
        if deeper_than(text, DEPTH) {
            return Err(Malformed::new(format!("The JSON is nested deeper than {DEPTH} levels.")));
        }
        if text.trim_ascii() == "null" {
            return Err(Malformed::new("A body is needed."));
        }
        serde_json::from_str(text)
            .map_err(|error| Malformed::new(format!("The body is not a JSON object: {error}.")))
    }

    /// The last member of this name that is there and not null.
    fn get(&self, name: &str) -> Option<&'a str> {
        self.get_or_null(name).filter(|text| *text != "null")
    }

    fn get_or_null(&self, name: &str) -> Option<&'a str> {
        self.0.iter().rev().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.get())
    }

    /// Whether the member is there, null or not.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get_or_null(name).is_some()
    }

    /// A string, also one that was sent as a number or a boolean.
    pub(crate) fn string(&self, name: &str) -> Result<Option<String>, Malformed> {
        self.get(name).map(|text| value::string(name, text)).transpose()
    }

    /// A boolean; the service reads no null here.
    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, Malformed> {
        match self.get_or_null(name) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(Malformed::member(name, "true or false")),
        }
    }

    /// A boolean that may be null.
    pub(crate) fn nullable_boolean(&self, name: &str) -> Result<Option<bool>, Malformed> {
        if self.get(name).is_none() { Ok(None) } else { self.boolean(name) }
    }

    /// A whole number of 32 bits that the service reads no null for.
    pub(crate) fn number(&self, name: &str) -> Result<Option<i32>, Malformed> {
        match self.get_or_null(name) {
            Some("null") => Err(Malformed::member(name, "a whole number of 32 bits")),
            _ => self.integer(name),
        }
    }

    /// A whole number of 32 bits, also one that was sent as a string.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i32>, Malformed> {
        self.get(name).map(|text| value::integer(name, text)).transpose()
    }

    /// A whole number of 64 bits, also one that was sent as a string.
    pub(crate) fn long(&self, name: &str) -> Result<Option<i64>, Malformed> {
        self.get(name).map(|text| value::long(name, text)).transpose()
    }

    /// A date with or without time and offset; UTC where it does not say.
    pub(crate) fn moment(&self, name: &str) -> Result<Option<Moment>, Malformed> {
        self.get(name).map(|text| value::moment(name, text)).transpose()
    }

    /// A span of time, `[-][d.]hh:mm:ss[.fffffff]`, in units of 100 ns.
    pub(crate) fn span(&self, name: &str) -> Result<Option<i64>, Malformed> {
        self.get_or_null(name).map(|text| value::span(name, text)).transpose()
    }

    /// Bytes in base64url.
    pub(crate) fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, Malformed> {
        self.get(name).map(|text| value::bytes(name, text)).transpose()
    }

    /// Bytes in base64url that must be there.
    pub(crate) fn required_bytes(&self, name: &str) -> Result<Vec<u8>, Malformed> {
        self.bytes(name)?.ok_or_else(|| Malformed::member(name, "there"))
    }

    /// Insists that a member is there, null or not.
    pub(crate) fn insist(&self, name: &str) -> Result<(), Malformed> {
        if self.has(name) { Ok(()) } else { Err(Malformed::member(name, "there")) }
    }

    /// The texts of an array's elements.
    fn elements(&self, name: &str) -> Result<Option<Vec<&'a str>>, Malformed> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let elements: Vec<&RawValue> =
            serde_json::from_str(text).map_err(|_| Malformed::member(name, "an array"))?;
        Ok(Some(elements.into_iter().map(RawValue::get).collect()))
    }

    /// An array of strings, any of which may be null; the same string twice counts once.
    pub(crate) fn string_set(&self, name: &str) -> Result<Option<Vec<Option<String>>>, Malformed> {
        let Some(elements) = self.elements(name)? else { return Ok(None) };
        let mut set = Vec::with_capacity(elements.len());
        let mut seen = std::collections::HashSet::with_capacity(elements.len());
        for text in elements {
            let element = if text == "null" { None } else { Some(value::string(name, text)?) };
            if seen.insert(element.clone()) {
                set.push(element);
            }
        }
        Ok(Some(set))
    }

    /// One of a WebAuthn enumeration's names, in any case, or its number.
    pub(crate) fn choice(
        &self,
        name: &str,
        names: &[&'static str],
    ) -> Result<Option<&'static str>, Malformed> {
        match self.get_or_null(name) {
            None => Ok(None),
            Some(text) => value::choice(name, text, names).map(Some),
        }
    }

    /// An array of a WebAuthn enumeration.
    pub(crate) fn choices(
        &self,
        name: &str,
        names: &[&'static str],
    ) -> Result<Option<Vec<&'static str>>, Malformed> {
        let Some(elements) = self.elements(name)? else { return Ok(None) };
        elements.into_iter().map(|text| value::choice(name, text, names)).collect::<Result<_, _>>().map(Some)
    }

    /// The same, where null stands for nothing.
    pub(crate) fn nullable_choice(
        &self,
        name: &str,
        names: &[&'static str],
    ) -> Result<Option<&'static str>, Malformed> {
        if self.get(name).is_none() { Ok(None) } else { self.choice(name, names) }
    }

    /// An array of arrays of whole numbers from 0 on, each of which may come as a string.
    pub(crate) fn number_lists(&self, name: &str) -> Result<(), Malformed> {
        let Some(lists) = self.elements(name)? else { return Ok(()) };
        let wrong = |_| Malformed::member(name, "an array of arrays of whole numbers");
        for list in lists.into_iter().filter(|list| *list != "null") {
            let numbers: Vec<&RawValue> = serde_json::from_str(list).map_err(wrong)?;
            for number in numbers {
                value::unsigned(name, number.get())?;
            }
        }
        Ok(())
    }

    /// An array of whole numbers.
    pub(crate) fn integers(&self, name: &str) -> Result<Option<Vec<i32>>, Malformed> {
        let Some(elements) = self.elements(name)? else { return Ok(None) };
        elements.into_iter().map(|text| value::integer(name, text)).collect::<Result<_, _>>().map(Some)
    }

    /// An array of dashed UUIDs.
    pub(crate) fn uuids(&self, name: &str) -> Result<Option<Vec<[u8; 16]>>, Malformed> {
        let Some(elements) = self.elements(name)? else { return Ok(None) };
        elements.into_iter().map(|text| value::uuid(name, text)).collect::<Result<_, _>>().map(Some)
    }

    /// An object within this one.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Self>, Malformed> {
        let Some(text) = self.get(name) else { return Ok(None) };
        serde_json::from_str(text).map(Some).map_err(|_| Malformed::member(name, "an object"))
    }
}

#[cfg(test)]
impl Object<'_> {
    /// The names of all members in their order, also of the objects within.
    pub(crate) fn names(&self) -> Vec<String> {
        let within = |(name, value): &(Cow<'_, str>, &RawValue)| {
            let mut names = vec![name.clone().into_owned()];
            names.extend(names_within(value.get()));
            names
        };
        self.0.iter().flat_map(within).collect()
    }
}

#[cfg(test)]
fn names_within(value: &str) -> Vec<String> {
    if let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(value) {
        return elements.into_iter().flat_map(|element| names_within(element.get())).collect();
    }
    serde_json::from_str::<Object<'_>>(value).map(|object| object.names()).unwrap_or_default()
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(8);
                while let Some((Name(name), value)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
                    members.push((name, value));
                }
                Ok(Object(members))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

/// A member's name, borrowed where it holds no escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

/// Whether brackets outside of strings are nested deeper than `limit`.
fn deeper_than(text: &str, limit: usize) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        if quoted {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => quoted = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => quoted = true,
            b'{' | b'[' => {
                depth += 1;
                if depth > limit {
                    return true;
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests;
