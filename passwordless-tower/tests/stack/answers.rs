//! A service of tokens that answers as it is told.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use passwordless::{Error, GeneratedToken, Token, VerifiedUser};
use passwordless_emulator::Emulator;
use tower::{Service, service_fn};

use crate::vendor;

/// Answers one call after the other, and counts them.
#[derive(Clone, Default)]
pub(crate) struct Answers(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    left: VecDeque<Result<VerifiedUser, Error>>,
    asked: usize,
}

impl Answers {
    pub(crate) fn new(answers: impl IntoIterator<Item = Result<VerifiedUser, Error>>) -> Self {
        let this = Self::default();
        this.add(answers);
        this
    }

    pub(crate) fn add(&self, answers: impl IntoIterator<Item = Result<VerifiedUser, Error>>) {
        self.0.lock().unwrap().left.extend(answers);
    }

    pub(crate) fn asked(&self) -> usize {
        self.0.lock().unwrap().asked
    }

    pub(crate) fn service(
        &self,
    ) -> impl Service<Token, Response = VerifiedUser, Error = Error, Future: Send> + Clone + Send + Sync + 'static
    {
        let this = self.clone();
        service_fn(move |_: Token| {
            let mut state = this.0.lock().unwrap();
            state.asked += 1;
            std::future::ready(state.left.pop_front().expect("asked more often than there are answers"))
        })
    }
}

pub(crate) async fn errors(status: &str, count: usize) -> Vec<Error> {
    let mut errors = Vec::new();
    for _ in 0..count {
        errors.push(vendor::error(status).await);
    }
    errors
}

/// A user for whom the service vouches.
pub(crate) async fn user() -> VerifiedUser {
    let emulator = Emulator::start().unwrap();
    let client = vendor::client(emulator.url()).build().unwrap();
    let token = client.generate_token(&GeneratedToken::new("alice")).await.unwrap();
    client.verify(&token).await.unwrap()
}
