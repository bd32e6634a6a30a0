//! What we decide about a sign-in: which tokens and users may pass, what a session is, and when it ends.

mod denial;
mod gate;
mod origin;
mod policy;
mod random;
mod seal;
mod session;
mod step_up_purpose;
pub(crate) mod store;

pub use denial::{Denial, DenialKind};
pub use gate::{Admission, Examined, Expected, Gate, Reply, Request, SignedOut, Visitor};
pub use policy::Policy;
pub use seal::SessionKey;
pub use session::{Fresh, OpenedBy, Purpose, Session, SessionLimits};
pub use step_up_purpose::StepUp;
pub use store::{
    Generation, InvalidGeneration, LONGEST_SESSION, Mark, Replaced, Revocation, Revocations, SessionMarks,
    SingleProcess, Spent, Store, StoreError, StoreErrorKind, StoreFuture, TokenMarks,
};

pub(crate) use gate::{Known, Sessions, is_outage, warn_incomplete};
pub(crate) use origin::allowed as allowed_origin;
pub(crate) use random::random_mark;
pub(crate) use seal::each_value;
pub(crate) use session::{Form, age, seconds};
