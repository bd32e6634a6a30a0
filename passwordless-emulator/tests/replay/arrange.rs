//! What an application was like when a recorded request came.

use super::{
    Record,
    bench::{APP, Bench},
    seed,
};
use crate::{
    clock::Moment,
    state::{ApiKey, Application, Changes, Configuration, Features, KeyKind, Settings},
};

/// Brings the application into the state that the case's name tells of.
pub(super) fn arrange(bench: &Bench, record: &Record) {
    let ignored = &mut Changes::ignored();
    match record.name.as_str() {
        "admin/available" => bench.vault.edit(|state| state.delete(APP, ignored)),
        "admin/lock" => key(bench, "acme:secret:000000000000000000000000000ff5c9"),
        "adminRest/delete-key" => key(bench, "acme:secret:000000000000000000000000000fb114"),
        "admin/attestation-direct-allowed"
        | "admin/authenticators-list"
        | "adminRest/authenticators-remove" => features(bench, |features| features.allow_attestation = true),
        "adminRest/direct-with-none" => {
            features(bench, |features| features.allow_attestation = false);
        }
        "adminRest/public-key-missing-scope" => scopes(bench, KeyKind::Public, 1),
        "adminRest/public-key-no-scopes" => scopes(bench, KeyKind::Public, 3),
        "adminRest/locked-public" => {
            edit(bench, |application| application.lock_all_keys(true, Moment::now(), ignored))
        }
        "adminRest/features-unknown-app" | "adminRest/unfreeze" => {
            edit(bench, |application| application.lock_all_keys(false, Moment::now(), ignored))
        }
        "adminRest/after-delete" => {
            bench.remember_keys();
            bench.vault.edit(|state| state.delete(APP, ignored));
        }
        "adminRest/mark-delete" => edit(bench, |application| {
            application
                .change_settings(|settings| settings.admin_emails = vec!["admin@example.com".into()], ignored)
        }),
        "authConfigs/list-default" => used(bench, "sign-in"),
        "authConfigs/list-step-up" => used(bench, "step-up"),
        "featuresAndEvents/magic-admin-ok" => edit(bench, |application| {
            application
                .change_settings(|settings| settings.admin_emails = vec!["admin@example.com".into()], ignored)
        }),
        "featuresAndEvents/magic-quota-5" => features(bench, |features| features.magic_link_quota = 4),
        "featuresAndEvents/events-zero-page" => features(bench, |features| features.event_logging = true),
        "featuresAndEvents/max-users-second-token" => {
            features(bench, |features| features.max_users = Some(1));
            bench.put(seed::passkey("AAAA", &[0xa0], "user-8666b239-5f70-43fc-973e-5e482cc1b13c"));
        }
        "purposes/uv-required-unverified" => edit(bench, |application| {
            let strict =
                Configuration { user_verification: "required".into(), ..Configuration::preset("strict") };
            application.put_configuration(strict, ignored);
        }),
        _ => {}
    }
}

/// An application that was created a moment ago, by the call that creates one.
pub(super) fn newly_created() -> Settings {
    Settings::new(Moment::now(), Features { event_retention: 365, ..Features::default() })
}

fn edit<T>(bench: &Bench, edit: impl FnOnce(&mut Application) -> T) -> T {
    bench.vault.edit(|state| edit(state.application_mut(APP).unwrap()))
}

fn features(bench: &Bench, change: impl FnOnce(&mut Features)) {
    edit(bench, |application| {
        application.change_settings(|settings| change(&mut settings.features), &mut Changes::ignored())
    });
}

fn key(bench: &Bench, value: &str) {
    let key = ApiKey::new(KeyKind::Secret, value.to_owned(), Moment::now());
    edit(bench, |application| application.add_key(key, &mut Changes::ignored()));
}

/// Makes the first key of this kind one with these scopes only.
fn scopes(bench: &Bench, kind: KeyKind, scopes: u8) {
    edit(bench, |application| {
        let ignored = &mut Changes::ignored();
        let value = application.first_key(kind).unwrap().to_owned();
        application.delete_key(crate::state::id_of(&value), ignored);
        let mut key = ApiKey::new(kind, value, Moment::now());
        key.scopes = scopes;
        application.add_key(key, ignored);
    });
}

/// Leaves the rows of this purpose, as a sign-in makes it, and of the one that was used before.
fn used(bench: &Bench, purpose: &str) {
    edit(bench, |application| {
        let ignored = &mut Changes::ignored();
        for preset in ["sign-in", "step-up"] {
            application.delete_configuration(preset, ignored);
        }
        application.use_configuration("step-up", Moment::now(), ignored);
        application.use_configuration(purpose, Moment::now(), ignored);
    });
}
