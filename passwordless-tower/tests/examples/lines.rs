//! The statements between the marks of the examples for axum, counted: what is said of their number stays true.

use crate::statements::count;

const FILES: [&str; 3] =
    [include_str!("../../examples/axum.rs"), include_str!("protected_route.rs"), include_str!("ceremony.rs")];

#[test]
fn what_a_user_of_axum_writes_is_as_short_as_is_said() {
    for (what, most) in [
        // Where Rocket has a file of settings and a fairing, axum has a builder, a nested router, a layer and a
        // state.
        ("configure", 1),
        ("routes", 1),
        ("layer", 1),
        ("state", 1),
        // The extractor is the user: to have it takes no line more.
        ("protect", 1),
        ("step-up", 1),
        ("test of a protected route", 2),
        ("whole ceremony", 8),
    ] {
        assert_eq!(count(&FILES, what), most, "{what}");
    }
}
