use std::borrow::Cow;

use crate::{Rejection, answer::Answer, rejection::FieldErrors};

/// What is wrong with a sign-up form, field by field, in the application's own sentences.
///
/// ```
/// use passwordless::accounts::FormErrors;
///
/// # let (email, terms) = ("pat", false);
/// let mut errors = FormErrors::new();
/// if !email.contains('@') {
///     errors.add("email", "That is no e-mail address.");
/// }
/// if !terms {
///     errors.add("terms", "Accept the terms first.");
/// }
/// assert!(errors.into_result().is_err());
/// ```
///
/// The page is answered 422 `invalid_form`, with the sentences by field in the member `errors` and all of them in
/// `detail`. A [`Rejection`] becomes one by `?`, and is told as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormErrors {
    fields: FieldErrors,
    refused: Option<Rejection>,
}

impl FormErrors {
    /// Nothing wrong so far.
    pub fn new() -> Self {
        Self { fields: FieldErrors::default(), refused: None }
    }

    /// Says what is wrong with a field. Of several sentences about one field the first counts.
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, sentence: impl Into<Cow<'static, str>>) {
        self.fields.add(field.into(), sentence.into());
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.refused.is_none()
    }

    /// An error if anything is wrong.
    ///
    /// # Errors
    ///
    /// What is wrong.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }

    /// What the page is told.
    pub(in crate::accounts) fn into_answer(self) -> Result<Answer, Rejection> {
        match self.refused {
            Some(rejection) => Err(rejection),
            None => Ok(Answer::rejected_fields(&self.fields)),
        }
    }
}

impl Default for FormErrors {
    fn default() -> Self {
        Self::new()
    }
}

impl From<Rejection> for FormErrors {
    /// Refuses the form in whole: where the database does not answer, for example.
    fn from(rejection: Rejection) -> Self {
        Self { refused: Some(rejection), ..Self::new() }
    }
}
