//! What the service says of itself: its description, and the small files beside it.

use http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use serde_json::{Map, Value, json};

use crate::answer::Answer;

/// These paths and their methods, in lower case, as an OpenAPI document; bodies are not described.
pub(crate) fn document(described: impl Iterator<Item = (&'static str, String)>) -> Answer {
    let mut paths = Map::new();
    for (path, method) in described {
        let methods = paths.entry(path).or_insert_with(|| Value::Object(Map::new()));
        methods[method] =
            json!({ "responses": { "default": { "description": "See the service's documentation." } } });
    }
    let info = json!({ "title": "An emulator of the Passwordless.dev API", "version": "v4" });
    let body = json!({ "openapi": "3.0.4", "info": info, "paths": paths });
    Answer::json(&body).header(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
}

pub(crate) fn page() -> Answer {
    Answer::text(
        "text/html; charset=utf-8",
        "<!doctype html><html lang=en><meta charset=utf-8><title>Emulator of Passwordless.dev</title>\
         <p>This is an emulator. Its calls are listed in <a href=/swagger/v4/swagger.json>an OpenAPI document</a>.",
    )
}

pub(crate) fn humans() -> Answer {
    Answer::text("text/plain", "No humans here: this is an emulator for tests.\n")
}

pub(crate) fn security() -> Answer {
    Answer::text("text/plain", "This is an emulator for tests, on this machine only.\n")
}

pub(crate) fn stylesheet() -> Answer {
    Answer::text("text/css", "")
}

/// One transparent pixel.
pub(crate) fn icon() -> Answer {
    const ICON: [u8; 70] = {
        let mut bytes = [0; 70];
        // One image of 1 by 1 pixels in 32 bits: 48 bytes that begin at 22.
        (bytes[2], bytes[4], bytes[6], bytes[7], bytes[10], bytes[12]) = (1, 1, 1, 1, 1, 32);
        (bytes[14], bytes[18], bytes[22], bytes[26], bytes[30]) = (48, 22, 40, 1, 2);
        (bytes[34], bytes[36]) = (1, 32);
        bytes
    };
    Answer::file("image/x-icon", &ICON)
}
