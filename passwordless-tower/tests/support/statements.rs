//! Counts the statements between the marks of example files. Rocket's tests have it, too.

/// The statements from the mark to the next one: a line each, however the formatter breaks them.
pub(crate) fn count(files: &[&str], mark: &str) -> usize {
    let mark = format!("// [{mark}]");
    let marked: Vec<_> = files.iter().filter(|file| file.contains(&mark)).collect();
    assert_eq!(marked.len(), 1, "{mark}");
    let lines = marked[0].lines().map(str::trim).skip_while(|line| *line != mark).skip(1);
    let lines: Vec<_> = lines.take_while(|line| !line.starts_with("// [")).collect();
    let ends = |line: &&&str| line.ends_with([';', '{']);
    let is_open = lines.last().is_some_and(|last| !ends(&last));
    lines.iter().filter(ends).count() + usize::from(is_open)
}
