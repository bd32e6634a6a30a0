//! What a sign-up form holds beside the name.

mod errors;
mod forms;

pub use errors::FormErrors;
pub use forms::SignUpForms;
pub(super) use forms::{AnySignUpForms, read};
