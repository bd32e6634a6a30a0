use rocket::http::Status;
use rocket::response::{Flash, Redirect, Responder};
use rocket::serde::json::{Json, Value};

use crate::problem::Asker;

/// How it is told that something was done: people are led to a page that says it, programs get JSON.
#[derive(Debug, Responder)]
pub(super) enum Done {
    Person(Box<Flash<Redirect>>),
    Program((Status, Json<Value>)),
}

impl Done {
    /// The sentence for people, at this path; the document for programs.
    pub(super) fn new(asker: Asker, path: String, words: String, status: Status, document: Value) -> Self {
        match asker {
            Asker::Person => Self::Person(Box::new(Flash::success(Redirect::to(path), words))),
            Asker::Program => Self::Program((status, Json(document))),
        }
    }

    /// The same, where something is left to do.
    pub(super) fn partly(asker: Asker, path: String, words: String, document: Value) -> Self {
        match asker {
            Asker::Person => Self::Person(Box::new(Flash::warning(Redirect::to(path), words))),
            Asker::Program => Self::Program((Status::Accepted, Json(document))),
        }
    }
}
