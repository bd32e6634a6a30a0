use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

/// Something that the person at the browser can do nothing about: it is logged, and the answer is a plain 500.
#[derive(Debug)]
pub(crate) struct Error(Box<dyn std::error::Error + Send + Sync>);

impl<E: Into<Box<dyn std::error::Error + Send + Sync>>> From<E> for Error {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        tracing::error!(error = self.0, "a request failed");
        (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong. Please try again.").into_response()
    }
}
