//! Asks the emulator what the real server was asked, and compares the answers.
//!
//! Recorded tokens were cut short; each is replaced by a live one that says the same. A ceremony's session gets
//! the challenge that the recorded client data answers, so that the recorded signatures are verified as they are.

mod arrange;
mod bench;
mod compare;
mod prepare;
mod seed;

use std::collections::BTreeMap;

use serde_json::Value;

use bench::{Bench, Reply};
use prepare::Plan;

/// One line of a recording.
#[derive(Debug, Clone)]
struct Record {
    name: String,
    request: Value,
    status: u16,
    headers: BTreeMap<String, String>,
    body: Value,
}

/// The recorded groups, in the order in which they were asked.
const GROUPS: [(&str, &str); 24] = [
    ("registerToken", include_str!("../recorded/registerToken.jsonl")),
    ("registerBegin", include_str!("../recorded/registerBegin.jsonl")),
    ("registerComplete", include_str!("../recorded/registerComplete.jsonl")),
    ("signinBegin", include_str!("../recorded/signinBegin.jsonl")),
    ("signinComplete", include_str!("../recorded/signinComplete.jsonl")),
    ("verify", include_str!("../recorded/verify.jsonl")),
    ("generated", include_str!("../recorded/generated.jsonl")),
    ("alias", include_str!("../recorded/alias.jsonl")),
    ("credentials", include_str!("../recorded/credentials.jsonl")),
    ("users", include_str!("../recorded/users.jsonl")),
    ("keys", include_str!("../recorded/keys.jsonl")),
    ("other", include_str!("../recorded/other.jsonl")),
    ("probes", include_str!("../recorded/probes.jsonl")),
    ("purposes", include_str!("../recorded/purposes.jsonl")),
    ("raw", include_str!("../recorded/raw.jsonl")),
    ("state", include_str!("../recorded/state.jsonl")),
    ("algorithms", include_str!("../recorded/algorithms.jsonl")),
    ("attestation", include_str!("../recorded/attestation.jsonl")),
    ("authConfigs", include_str!("../recorded/authConfigs.jsonl")),
    ("magicLinks", include_str!("../recorded/magicLinks.jsonl")),
    ("featuresAndEvents", include_str!("../recorded/featuresAndEvents.jsonl")),
    ("admin", include_str!("../recorded/admin.jsonl")),
    ("adminRest", include_str!("../recorded/adminRest.jsonl")),
    ("assertion", include_str!("../recorded/assertion.jsonl")),
];

fn records(lines: &str) -> impl Iterator<Item = Record> {
    lines.lines().map(|line| {
        let mut record: Value = serde_json::from_str(line).unwrap();
        Record {
            name: record["name"].as_str().unwrap().to_owned(),
            request: record["request"].take(),
            status: record["status"].as_u64().unwrap().try_into().unwrap(),
            headers: serde_json::from_value(record["headers"].take()).unwrap(),
            body: record["body"].take(),
        }
    })
}

#[tokio::test]
async fn the_emulator_answers_as_the_real_server_did() {
    let (mut same, mut wanted, mut skipped, mut wrong) = (0, Vec::new(), Vec::new(), Vec::new());
    for (_, lines) in GROUPS {
        // One emulator for a group: its requests build on each other.
        let bench = Bench::start().await;
        for record in records(lines) {
            let ask = match prepare::plan(&bench, &record) {
                Plan::Skip(reason) => {
                    skipped.push(format!("{}: {reason}", record.name));
                    continue;
                }
                Plan::Ask(ask) => ask,
            };
            let reply = bench.ask(&ask).await;
            match compare::compare(&record, &reply) {
                Ok(None) => same += 1,
                Ok(Some(difference)) => wanted.push(format!("{}: {difference}", record.name)),
                Err(difference) => wrong.push(format!("{}: {difference}", record.name)),
            }
        }
    }
    println!("{same} the same, {} wanted differences, {} not replayed", wanted.len(), skipped.len());
    println!("\nwanted differences:\n{}\n\nnot replayed:\n{}", wanted.join("\n"), skipped.join("\n"));
    assert!(wrong.is_empty(), "{} answers differ:\n{}", wrong.len(), wrong.join("\n"));
    // So that a broken reader of the recordings cannot pass for agreement.
    assert!(same >= 210, "only {same} compared");
}

/// The order of members, which the comparison above does not see.
#[tokio::test]
async fn members_come_in_the_recorded_order() {
    let order = |text: &str| crate::json::Object::parse(text).unwrap().names();
    let mut compared = 0;
    for (group, lines) in GROUPS {
        let bench = Bench::start().await;
        for (line, record) in lines.lines().zip(records(lines)) {
            let Plan::Ask(ask) = prepare::plan(&bench, &record) else { continue };
            let reply = bench.ask(&ask).await;
            let Some((_, recorded)) = line.rsplit_once("\"body\": {") else { continue };
            if reply.status != record.status || reply.body.is_empty() || record.body == "" {
                continue;
            }
            let recorded = format!("{{{}", recorded.strip_suffix('}').unwrap());
            let mut got = order(&reply.body);
            got.retain(|name| name != "traceId");
            assert_eq!(order(&recorded), got, "{group} {}", record.name);
            compared += 1;
        }
    }
    assert!(compared > 100, "only {compared} compared");
}
