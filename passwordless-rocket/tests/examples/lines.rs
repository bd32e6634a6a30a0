//! The statements between the marks of the examples, counted: what is said of their number stays true.

const FILES: [&str; 3] =
    [include_str!("../../examples/app.rs"), include_str!("protected_route.rs"), include_str!("ceremony.rs")];

/// The statements from the mark to the next one: a line each, however the formatter breaks them.
fn count(mark: &str) -> usize {
    let mark = format!("// [{mark}]");
    let marked: Vec<_> = FILES.into_iter().filter(|file| file.contains(&mark)).collect();
    assert_eq!(marked.len(), 1, "{mark}");
    let lines = marked[0].lines().map(str::trim).skip_while(|line| *line != mark).skip(1);
    let lines: Vec<_> = lines.take_while(|line| !line.starts_with("// [")).collect();
    let ends = |line: &&&str| line.ends_with([';', '{']);
    let is_open = lines.last().is_some_and(|last| !ends(&last));
    lines.iter().filter(ends).count() + usize::from(is_open)
}

#[test]
fn what_a_user_writes_is_as_short_as_is_said() {
    for (what, most) in [
        ("attach", 1),
        // The guard is the user: to have it takes no line more.
        ("protect", 1),
        ("step-up", 1),
        ("test of a protected route", 2),
        ("whole ceremony", 8),
    ] {
        assert_eq!(count(what), most, "{what}");
    }
}
