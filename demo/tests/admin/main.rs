//! The administrator's pages, and everybody who should not be there: over SQLite, and over Postgres.

#![recursion_limit = "256"]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that unwraps says where it failed"
)]

mod access;
mod deletion;
mod list;
mod office;
#[allow(dead_code, reason = "each test program uses another part")]
#[path = "../database/place.rs"]
mod place;
#[allow(dead_code, reason = "each test program uses another part")]
#[path = "../../../passwordless-sqlx/tests/support/postgres.rs"]
mod postgres;
mod races;
#[path = "../support/mod.rs"]
mod support;
mod typed;

macro_rules! over_both {
    ($($topic:ident: $($check:ident),+;)+) => {
        mod over_sqlite {
            $($(#[rocket::async_test]
            async fn $check() {
                crate::$topic::$check(&crate::place::Place::sqlite()).await;
            })+)+
        }

        mod over_postgres {
            $($(#[rocket::async_test]
            async fn $check() {
                crate::$topic::$check(&crate::place::Place::postgres().await).await;
            })+)+
        }
    };
}

over_both! {
    access: other_users_find_nothing, nobody_has_to_sign_in_first, without_the_setting_there_is_no_such_page, a_name_makes_no_administrator, another_site_changes_nothing, changes_need_a_passkey_and_what_was_typed_stays;
    list: ten_thousand_users_are_led_through_page_by_page, a_search_goes_through_the_pages_too, what_is_searched_is_text, ids_that_are_nobodys_are_not_found;
    typed: a_new_user_is_shown_and_known_by_name, what_cannot_be_is_said_beside_what_was_typed, a_rename_reaches_the_user_and_the_service, a_rename_over_another_is_refused_with_both_names, an_alias_that_the_service_did_not_hear_of_is_told_later, no_address_and_no_cookie_puts_words_into_the_administrators_page;
    races: of_many_who_want_a_name_one_has_it, of_many_renames_of_what_was_seen_one_counts, of_many_users_who_are_to_have_a_name_one_gets_it, renames_in_a_row_leave_the_service_with_the_last_name, a_user_who_is_deleted_and_renamed_at_once_is_gone;
    deletion: a_deleted_user_is_out_at_once_and_gone_at_the_service, the_administrator_cannot_delete_themself, a_service_that_is_down_leaves_nothing_usable_and_is_asked_again, what_was_begun_is_finished_by_itself, a_stale_form_for_somebody_who_has_gone_shows_the_list;
}
