use aws_lc_rs::{error::Unspecified, rand};
use passwordless::store::Mark;

/// A mark that nothing else has.
pub(crate) fn random_mark() -> Result<Mark, Unspecified> {
    let mut mark = [0; Mark::LEN];
    rand::fill(&mut mark)?;
    Ok(Mark::from_bytes(mark))
}
