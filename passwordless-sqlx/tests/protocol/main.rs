//! The protocol of the store, as a model that is explored exhaustively: several processes, one database, one user.
//!
//! What is explored is what the statements and the looks promise, not their code. Each test bounds what happens, and
//! shows that the property fails when a part of the protocol is left out.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that unwraps says where it failed")]

mod model;
mod state;
mod steps;

use model::{Bounds, Fault};
use stateright::{Checker, HasDiscoveries, Model};

/// Explores every state within the bounds: nothing fails.
fn holds(bounds: Bounds) {
    let checker = bounds.model(None).checker().spawn_bfs().join();
    checker.assert_properties();
    assert!(checker.unique_state_count() > 100, "nothing was explored");
}

/// Explores until this property fails, as it does where a part of the protocol is left out.
fn fails(bounds: Bounds, fault: Fault, property: &'static str) {
    let found = HasDiscoveries::AnyOf([property].into());
    let checker = bounds.model(Some(fault)).checker().finish_when(found).spawn_bfs().join();
    assert!(checker.discovery(property).is_some(), "{fault:?} is not found");
}

/// Sign-outs that commit late, looks that read what could not be seen before, and sign-ins beside all of it.
#[test]
fn who_is_ended_is_let_in_by_no_process_that_looked_since() {
    let bounds = Bounds { processes: 2, sessions: 1, ends: 1, ticks: 2, ..Bounds::default() };
    holds(bounds);
    // Two sign-outs: one that is open must not hide behind one that is not.
    fails(Bounds { ends: 2, ..bounds }, Fault::LooksGoOnFromTheLatest, "who is ended stays out");
}

#[test]
fn a_new_connection_misses_nothing() {
    let bounds = Bounds { processes: 2, sessions: 1, ends: 1, ticks: 2, connections: 1, ..Bounds::default() };
    holds(bounds);
    fails(bounds, Fault::WindowsDoNotOverlap, "who is ended stays out");
}

/// A transaction that a dying process left open, and whose number is given again after the server has crashed.
#[test]
fn a_crash_of_the_database_hides_nothing() {
    let bounds =
        Bounds { processes: 2, sessions: 1, ends: 2, ticks: 1, crashes: 1, falls: 1, ..Bounds::default() };
    holds(bounds);
    fails(bounds, Fault::TurnsAreTrustedAfterACrash, "who is ended stays out");
}

#[test]
fn a_crash_and_two_sign_outs_at_once_let_nobody_in() {
    holds(Bounds { processes: 2, sessions: 1, ends: 2, ticks: 1, crashes: 1, ..Bounds::default() });
}

#[test]
fn a_session_of_another_store_is_let_in_by_nobody() {
    let bounds = Bounds { processes: 1, sessions: 1, ends: 1, ticks: 2, stores: 1, ..Bounds::default() };
    holds(bounds);
    fails(bounds, Fault::SessionsOfAnyStore, "who is ended stays out");
}

#[test]
fn a_restored_backup_lets_nobody_in_once_it_was_renewed() {
    let bounds = Bounds { processes: 1, sessions: 1, ends: 1, ticks: 2, backups: 1, ..Bounds::default() };
    holds(bounds);
    fails(bounds, Fault::BackupsAreNotRenewed, "who is ended stays out");
    fails(bounds, Fault::TokensOfAnyTime, "a token counts once");
}

#[test]
fn a_clock_that_is_ahead_for_a_while_brings_nobody_back() {
    let bounds = Bounds { processes: 1, sessions: 1, ends: 1, ticks: 2, jumps: 1, ..Bounds::default() };
    holds(bounds);
    fails(bounds, Fault::SweepsAreForgotten, "who is ended stays out");
    fails(bounds, Fault::GenerationsAreSwept, "a generation never falls");
}

/// A passkey has no generation: its row alone says that it has ended, to looks and to sign-ins.
#[test]
fn a_deleted_passkey_opens_nothing_and_what_it_opened_is_let_in_by_nobody() {
    let bounds = Bounds { processes: 2, sessions: 1, deletions: 1, ticks: 2, ..Bounds::default() };
    holds(bounds);
    let and_signed_out = Bounds { processes: 1, ends: 1, ..bounds };
    holds(and_signed_out);
    fails(and_signed_out, Fault::CollapsesTakePasskeys, "an ended passkey opens nothing");
}

#[test]
fn a_sign_in_over_a_session_is_alive_when_it_is_answered() {
    let bounds = Bounds { processes: 1, sessions: 4, ends: 1, ticks: 0, ..Bounds::default() };
    holds(bounds);
    fails(bounds, Fault::ReplacedSessionsCollapse, "nobody is dead on arrival");
}

#[test]
fn a_token_counts_once_in_whatever_order_processes_are_shown_it() {
    let bounds = Bounds { processes: 2, sessions: 1, ends: 0, ticks: 1, crashes: 1, ..Bounds::default() };
    holds(bounds);
    fails(bounds, Fault::TokensAreSpentInMemory, "a token counts once");
}
