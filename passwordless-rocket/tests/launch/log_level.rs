//! Rocket's own log shows cookies at one of its levels.

use passwordless_rocket::Passwordless;
use rocket::Config;

use crate::start::{complete, configured, launched};

#[test]
fn a_log_that_shows_cookies_is_warned_of() {
    for (level, warned) in [("debug", true), ("normal", false), ("critical", false), ("off", false)] {
        let file = format!("log_level = {level:?}\n{}", complete());
        let rocket = configured(Config::RELEASE_PROFILE, &file).attach(Passwordless::fairing());
        let (_, log) = launched(rocket);
        assert_eq!(log.contains("Set `log_level` to `normal` or `off`"), warned, "{level}: {log}");
    }
}
