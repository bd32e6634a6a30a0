//! The statements between the marks of the examples, counted: what is said of their number stays true.

use crate::statements::count;

const FILES: [&str; 3] =
    [include_str!("../../examples/app.rs"), include_str!("protected_route.rs"), include_str!("ceremony.rs")];

#[test]
fn what_a_user_writes_is_as_short_as_is_said() {
    for (what, most) in [
        ("attach", 1),
        // The guard is the user: to have it takes no line more.
        ("protect", 1),
        ("step-up", 1),
        ("test of a protected route", 2),
        ("whole ceremony", 6),
    ] {
        assert_eq!(count(&FILES, what), most, "{what}");
    }
}
