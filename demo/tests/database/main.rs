//! The demo over SQLite and over Postgres: the same checks, and what is Postgres' own. Starts servers of its own; fails
//! where Postgres is not installed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that unwraps says where it failed"
)]

mod checks;
mod line;
mod outage;
mod place;
mod refusals;

#[allow(dead_code, reason = "each test program uses another part")]
#[path = "../../../passwordless-sqlx/tests/support/postgres.rs"]
mod postgres;
#[path = "../support/program.rs"]
mod program;
#[path = "../support/mod.rs"]
mod support;

macro_rules! over_both {
    ($($check:ident),+ $(,)?) => {
        mod over_sqlite {
            use super::{checks, place::Place};
            $(#[rocket::async_test]
            async fn $check() {
                checks::$check(&Place::sqlite()).await;
            })+
        }

        mod over_postgres {
            use super::{checks, place::Place};
            $(#[rocket::async_test]
            async fn $check() {
                checks::$check(&Place::postgres().await).await;
            })+
        }
    };
}

over_both!(
    people_register_at_one_and_sign_in_at_another,
    a_restart_signs_nobody_out,
    of_many_who_want_a_name_at_several_instances_one_has_it,
    a_token_counts_once_over_all_instances,
    a_sign_out_at_one_is_refused_by_the_others,
    an_address_belongs_to_one_user,
    a_list_at_one_knows_what_ended_at_another,
    programs_that_start_at_once_make_the_tables_together,
    a_database_of_a_newer_version_is_refused,
);
