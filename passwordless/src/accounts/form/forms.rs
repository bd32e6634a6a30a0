use std::{future::Future, pin::Pin, sync::Arc};

use serde::{Deserialize as _, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::FormErrors;
use crate::{Rejection, rejection::Fixed};

/// The most that is sealed of a form, in bytes of JSON. A browser keeps a cookie of 4096 bytes, and it holds the name, too.
const LONGEST: usize = 2048;

/// The sign-up form of an application in which people [register](super::super::Newcomers): what it holds beside the
/// name, such as an e-mail address and the terms.
///
/// The page calls `account.register(name, { form: Object.fromEntries(new FormData(element)) })`. The form is read and
/// checked before anybody makes a passkey, sealed in the newcomer's cookie meanwhile, and handed to
/// [`Newcomers::accept`](super::super::Newcomers::accept) at the end, by
/// [`Newcomer::form`](super::super::Newcomer::form). Nobody can read or change it in between, and only the registration for
/// which it was filled in has it. Written as JSON it has at most 2048 bytes.
///
/// ```
/// use passwordless::{Rejection, accounts::{FormErrors, Newcomer, SignUpForms}};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct SignUp {
///     email: String,
///     /// A checkbox is `on`, or not there.
///     terms: Option<String>,
/// }
///
/// struct Db;
///
/// impl SignUpForms for Db {
///     type Form = SignUp;
///
///     async fn check(&self, _name: &str, form: &SignUp) -> Result<(), FormErrors> {
///         let mut errors = FormErrors::new();
///         if !form.email.contains('@') {
///             errors.add("email", "That is no e-mail address.");
///         }
///         if form.terms.is_none() {
///             errors.add("terms", "Accept the terms first.");
///         }
///         errors.into_result()
///     }
/// }
///
/// /// Called by `Newcomers::accept`.
/// fn insert(newcomer: &Newcomer) -> Result<(), Rejection> {
///     let form: SignUp = newcomer.form()?;
/// #   let is_first = |_: &str, _: &str| true;
///     if is_first(&newcomer.alias(), &form.email) { Ok(()) } else { Err(Rejection::name_taken()) }
/// }
/// ```
pub trait SignUpForms: Send + Sync + 'static {
    /// What the form holds. A form that cannot be read as this is refused; members that are not of it are left out.
    type Form: Serialize + DeserializeOwned + Send + Sync;

    /// Checks the form of somebody who would like this name. What must be unique is decided by
    /// [`accept`](super::super::Newcomers::accept), since others may register meanwhile.
    fn check(&self, name: &str, form: &Self::Form) -> impl Future<Output = Result<(), FormErrors>> + Send;
}

type Answered<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// [`SignUpForms`], erased.
pub(in crate::accounts) trait AnySignUpForms: Send + Sync {
    /// Reads and checks what was posted; answers with what is to be sealed.
    fn check<'a>(
        &'a self,
        name: &'a str,
        posted: Option<&'a Value>,
    ) -> Answered<'a, Result<String, FormErrors>>;
}

impl<S: SignUpForms> AnySignUpForms for S {
    fn check<'a>(
        &'a self,
        name: &'a str,
        posted: Option<&'a Value>,
    ) -> Answered<'a, Result<String, FormErrors>> {
        Box::pin(async move {
            // Where none was posted, an application whose form is an `Option` takes that.
            let form = S::Form::deserialize(posted.unwrap_or(&Value::Null));
            // The parser's own message may quote what was typed.
            let form = form.map_err(|_| {
                Rejection::malformed("The member `form` is not of the shape that this address takes.")
            })?;
            SignUpForms::check(self, name, &form).await?;
            Ok(written(&form)?)
        })
    }
}

impl<S: SignUpForms> SignUpForms for Arc<S> {
    type Form = S::Form;

    fn check(&self, name: &str, form: &Self::Form) -> impl Future<Output = Result<(), FormErrors>> + Send {
        S::check(self, name, form)
    }
}

fn written(form: &impl Serialize) -> Result<String, Rejection> {
    let Ok(written) = serde_json::to_string(form) else {
        tracing::error!(
            target: "passwordless.misconfigured",
            "the sign-up form cannot be written as JSON; change the type SignUpForms::Form, whose maps need keys of text"
        );
        return Err(Rejection::misconfigured());
    };
    if written.len() > LONGEST {
        tracing::warn!(
            target: "passwordless.form_too_large", bytes = written.len(), limit = LONGEST,
            "a sign-up form holds more than a cookie can keep: have SignUpForms::check refuse long texts, and take what is \
             large once the newcomer is signed in"
        );
        return Err(Rejection::of(Fixed::FormTooLarge));
    }
    Ok(written)
}

/// What was sealed.
pub(in crate::accounts) fn read<T: DeserializeOwned>(sealed: Option<&str>) -> Result<T, Rejection> {
    let Some(sealed) = sealed else {
        tracing::error!(
            target: "passwordless.misconfigured",
            "a newcomer's form was asked for, and no form is taken; set AccountsBuilder::sign_up_forms"
        );
        return Err(Rejection::misconfigured());
    };
    serde_json::from_str(sealed).map_err(|_| {
        tracing::error!(
            target: "passwordless.misconfigured",
            "a newcomer's form was asked for as another type than it was checked as; ask Newcomer::form for \
             SignUpForms::Form. Where that type was just changed, this ends within ten minutes"
        );
        // Also somebody who began before the application was changed: they begin again.
        Rejection::of(Fixed::NoRegistration)
    })
}
