//! `/reporting`: what nightly jobs would have counted. There was no night yet, so nothing was.

use jiff::civil::Date;

use super::{Call, Outcome};
use crate::answer::{Answer, Problem, parameter};

pub(crate) fn empty(call: &Call<'_>) -> Outcome {
    for name in ["from", "to"] {
        let given = parameter(call.query, name).filter(|text| !text.is_empty());
        if given.is_some_and(|text| text.parse::<Date>().is_err()) {
            return Err(Problem::malformed(format!(
                "The query parameter {name} must be a date such as 2030-01-31."
            )));
        }
    }
    Ok(Answer::json(&[(); 0]))
}
