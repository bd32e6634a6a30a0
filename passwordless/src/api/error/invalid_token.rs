use std::fmt;

/// Why a value is not shaped like a token. Says nothing of the value itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidToken {
    pub(in crate::api) wanted: &'static str,
    pub(in crate::api) reason: Reason,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::api) enum Reason {
    Empty,
    TooLong,
    NoPrefix,
    OtherKind(&'static str),
    Alphabet,
}

impl fmt::Display for InvalidToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wanted = self.wanted;
        match &self.reason {
            Reason::Empty => write!(f, "the token is empty; a `{wanted}…` value is needed"),
            Reason::TooLong => write!(f, "the value is too long for a `{wanted}…` token"),
            Reason::NoPrefix => write!(f, "this is not a token: it must begin with `{wanted}`"),
            Reason::OtherKind(kind) => {
                write!(f, "this is a `{kind}…` token; a `{wanted}…` token is needed here")
            }
            Reason::Alphabet => {
                write!(
                    f,
                    "the `{wanted}…` token holds a character that none has; pass it on unchanged and untrimmed"
                )
            }
        }
    }
}

impl std::error::Error for InvalidToken {}
