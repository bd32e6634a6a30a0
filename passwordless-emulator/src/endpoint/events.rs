//! `GET /events`: the event log of the application.

use serde::Serialize;

use super::{Call, Outcome, validation::Validation};
use crate::{
    answer::{Answer, Problem, parameter},
    state::Event,
};

const MOST: usize = 1000;
const USUAL: usize = 100;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    tenant_id: String,
    events: Vec<Row>,
    total_event_count: usize,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    performed_at: String,
    message: String,
    performed_by: String,
    tenant_id: String,
    event_type: String,
    severity: String,
    subject: String,
    api_key_id: String,
}

pub(crate) fn list(call: &Call<'_>) -> Outcome {
    let number = |name: &str| parameter(call.query, name).map(|text| text.parse::<i32>().ok());
    let mut validation = Validation::default();
    let page =
        number("pageNumber").flatten().and_then(|page| usize::try_from(page).ok()).filter(|page| *page > 0);
    if page.is_none() {
        validation.refuse("pageNumber", format!("The field PageNumber must be between 1 and {}.", i32::MAX));
    }
    // The service cannot read an empty number; its own .NET library sends one.
    let given = parameter(call.query, "numberOfResults").is_some_and(|text| !text.is_empty());
    let size = number("numberOfResults").flatten().and_then(|size| usize::try_from(size).ok());
    let size = if given { size.filter(|size| (1..=MOST).contains(size)) } else { Some(USUAL) };
    if size.is_none() {
        validation
            .refuse("numberOfResults", format!("The field NumberOfResults must be between 1 and {MOST}."));
    }
    validation.done()?;
    let (page, size) = (page.unwrap_or(1), size.unwrap_or(USUAL));
    let body = call.look(|application| {
        if !application.settings().features.event_logging {
            // The service falls over this, and answers 500.
            return Err(Problem::forbidden("Event logging is off for this application."));
        }
        let events = application.events();
        let shown = events.iter().rev().skip((page - 1).saturating_mul(size)).take(size);
        Ok(Body {
            tenant_id: application.name().to_owned(),
            events: shown.map(|event| Row::new(application.name(), event)).collect(),
            total_event_count: events.len(),
        })
    })?;
    Ok(Answer::json(&body))
}

impl Row {
    fn new(app: &str, event: &Event) -> Self {
        Self {
            performed_at: event.performed_at.naive(),
            message: event.message.clone(),
            performed_by: event.performed_by.clone(),
            tenant_id: app.to_owned(),
            event_type: event.kind.clone(),
            severity: event.severity.clone(),
            subject: event.subject.clone().unwrap_or_else(|| app.to_owned()),
            api_key_id: event.key_id.clone(),
        }
    }
}
