//! What has to agree, and what may differ.

use serde_json::Value;

use super::{Record, Reply};

/// Nothing where the two agree, a wanted difference, or an error.
pub(super) fn compare(record: &Record, reply: &Reply) -> Result<Option<String>, String> {
    if !reply.headers.contains_key("passwordless-emulator") {
        return Err("the marker is missing".into());
    }
    if let Some(wanted) = wanted(record, reply)? {
        return Ok(Some(wanted));
    }
    if record.status != reply.status {
        return Err(format!("{} instead of {}: {}", reply.status, record.status, reply.body));
    }
    for name in
        ["content-type", "www-authenticate", "access-control-allow-headers", "access-control-allow-methods"]
    {
        let (expected, got) = (record.headers.get(name), reply.headers.get(name));
        if expected != got {
            return Err(format!("{name} is {got:?} instead of {expected:?}"));
        }
    }
    if record.headers.contains_key("access-control-allow-origin") {
        let allowed = reply.headers.get("access-control-allow-origin").map(String::as_str);
        if allowed != Some("*") {
            return Err("the answer is not readable to other origins".into());
        }
    }
    let body = match reply.body.as_str() {
        "" => Value::from(""),
        text if record.body == "(text)" => Value::from(text),
        text => serde_json::from_str(text).map_err(|error| format!("{error}: {text}"))?,
    };
    same(&record.body, &body, "").map(|()| None)
}

/// The two differences that are wanted, and the alias that SQLite swallowed.
fn wanted(record: &Record, reply: &Reply) -> Result<Option<String>, String> {
    let malformed = matches!(record.status, 400 | 415) && record.body == "";
    if malformed && reply.status == record.status {
        let is_problem =
            reply.headers.get("content-type").is_some_and(|kind| kind == "application/problem+json");
        return if is_problem {
            Ok(Some("a document instead of an empty body".into()))
        } else {
            Err("a malformed request must be answered with a document".into())
        };
    }
    if record.status == 500 {
        // A client error, or done: deleting what is not there.
        let documented = matches!(reply.status, 204 | 400 | 403);
        return if documented {
            Ok(Some(format!("{} instead of 500", reply.status)))
        } else {
            Err(format!("{} instead of 500", reply.status))
        };
    }
    if record.name == "state/alias-of-other-user" && reply.status == 409 {
        return Ok(Some("409, as the cloud's database has it, instead of a swallowed conflict".into()));
    }
    Ok(None)
}

/// Compares bodies, except for what is random, dated or prose.
fn same(expected: &Value, got: &Value, path: &str) -> Result<(), String> {
    let differs = || Err(format!("{path} is {got} instead of {expected}"));
    match (expected, got) {
        (Value::Object(expected), Value::Object(got)) => {
            let got_names: Vec<_> = got.keys().filter(|name| *name != "traceId").collect();
            if expected.keys().collect::<Vec<_>>() != got_names {
                return Err(format!("{path} has the members {got_names:?}"));
            }
            expected.iter().try_for_each(|(name, value)| same(value, &got[name], &format!("{path}.{name}")))
        }
        (Value::Array(expected), Value::Array(got)) if expected.len() == got.len() => {
            expected.iter().zip(got).try_for_each(|(expected, got)| same(expected, got, path))
        }
        (Value::String(expected), Value::String(got)) => {
            let cut = expected.strip_suffix("(more)").and_then(|start| start.split_once('_'));
            let alike = match (expected.as_str(), cut) {
                ("(text)", _) => !got.is_empty(),
                (_, Some((prefix, _))) => got.starts_with(&format!("{prefix}_k8Qg")),
                _ if is_key(expected) => is_key(got) && expected.split_at(12).0 == got.split_at(12).0,
                _ if path.ends_with(".challenge") => expected.len() == got.len() && expected != got,
                _ if DATES.iter().any(|date| path.ends_with(date)) => form(expected) == form(got),
                // The recorded application has another name now, and the hash is over the name.
                _ if path == ".values.alias" => expected.len() == got.len() && got.ends_with('='),
                _ => expected == got,
            };
            if alike { Ok(()) } else { differs() }
        }
        _ if expected == got => Ok(()),
        _ => differs(),
    }
}

const DATES: [&str; 7] =
    [".timestamp", ".expiresAt", ".createdAt", ".lastUsedAt", ".createdOn", ".editedOn", ".lastUsedOn"];

/// Whether this is a key of the recorded application: the last part is random.
fn is_key(text: &str) -> bool {
    let digits = text.strip_prefix("acme:public:").or_else(|| text.strip_prefix("acme:secret:"));
    digits.is_some_and(|digits| digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The form of a date: its digits replaced, and how many there are after the second left out.
fn form(date: &str) -> String {
    let (seconds, fraction) = date.split_once('.').unwrap_or((date, ""));
    let (fraction, offset) = fraction.split_once('+').unwrap_or((fraction, ""));
    let digits = fraction.trim_end_matches('Z');
    assert!(digits.len() <= 7 && !digits.ends_with('0'), "{date}");
    let zone = if date.ends_with('Z') { "Z" } else { "" };
    let pattern: String = seconds.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    format!("{}{zone}{offset}", pattern.trim_end_matches('Z'))
}
