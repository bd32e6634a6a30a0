//! The driver against pages of our own: what the stories rely on.
fn main() {}
