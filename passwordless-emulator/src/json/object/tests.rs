//! What the service reads, and what it cannot.

use super::*;

fn object(text: &str) -> Object<'_> {
    Object::parse(text).unwrap()
}

#[test]
fn names_match_in_any_case_and_the_last_one_counts() {
    let read = object(r#"{"RPID":"a","rpid":"b","\u006fRIGIN":"c"}"#);
    assert_eq!(read.string("rpId").unwrap().as_deref(), Some("b"));
    assert_eq!(read.string("origin").unwrap().as_deref(), Some("c"));
    assert_eq!(read.string("absent").unwrap(), None);
}

#[test]
fn strings_come_in_many_forms() {
    let read = object(r#"{"n":12,"b":true,"f":false,"o":{"a": 1},"nil":null,"s":"\u00e9"}"#);
    let string = |name| read.string(name).unwrap();
    assert_eq!(string("n").as_deref(), Some("12"));
    assert_eq!(string("b").as_deref(), Some("True"));
    assert_eq!(string("f").as_deref(), Some("False"));
    assert_eq!(string("o").as_deref(), Some(r#"{"a": 1}"#));
    assert_eq!(string("nil"), None);
    assert_eq!(string("s").as_deref(), Some("é"));
}

#[test]
fn what_the_service_cannot_read_is_malformed() {
    for text in
        ["", "{", "[]", "null", "{\"a\":1,}", "{/*x*/\"a\":1}", "{\"a\":01}", "token=x", "{} {}", "\"a\""]
    {
        assert!(Object::parse(text).is_err(), "{text}");
    }
    let read =
        object(r#"{"b":"true","nb":null,"i":"x","i2":1.5,"i3":99999999999,"d":"tomorrow","y":"+/8="}"#);
    assert!(read.boolean("b").is_err());
    assert!(read.boolean("nb").is_err());
    for name in ["i", "i2", "i3"] {
        assert!(read.integer(name).is_err(), "{name}");
    }
    assert!(read.moment("d").is_err());
    assert!(read.bytes("y").is_err());
    assert!(read.object("i").is_err());
    assert!(read.string_set("i").is_err());
}

#[test]
fn depth_is_limited_as_in_the_service() {
    let nested = |levels: usize| format!("{{\"a\":{}1{}}}", "[".repeat(levels), "]".repeat(levels));
    assert!(Object::parse(&nested(63)).is_ok());
    assert!(Object::parse(&nested(64)).is_err());
    assert!(Object::parse(&nested(100_000)).is_err());
    assert!(Object::parse(&format!("{{\"a\":\"\\\"{}\"}}", "[".repeat(100))).is_ok());
}

#[test]
fn sets_keep_their_order_and_drop_what_comes_twice() {
    let read = object(r#"{"a":["x",1,"x",null],"h":["Security-Key",1,"hybrid"],"bad":["other"]}"#);
    assert_eq!(read.string_set("a").unwrap().unwrap(), [Some("x".into()), Some("1".into()), None]);
    let names = ["security-key", "client-device", "hybrid"];
    assert_eq!(read.choices("h", &names).unwrap().unwrap(), names);
    assert!(read.choices("bad", &names).is_err());
}
