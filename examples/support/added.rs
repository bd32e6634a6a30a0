//! How much Rust a way adds to the application as it was.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

const AS_IT_WAS: &str = "../passwords/";

/// The lines that `way` has and the application as it was has not, in files of the same name.
///
/// Counted is each line that a line-by-line difference adds, so a line that was changed counts, too, and so does what a
/// way takes from another. Not counted are blank lines, comments, imports, lines of closing brackets alone, what says
/// from where a file is taken, and the folder of the templates, which an application edits where they are.
pub(crate) fn count(source: &Path, way: &str) -> usize {
    let (before, after) = (files(&source.join("passwords")), files(&source.join(way)));
    let none = Vec::new();
    after.iter().map(|(name, lines)| added(before.get(name).unwrap_or(&none), lines)).sum()
}

/// How much that is by the page's table, for the example in this place of its last column.
pub(crate) fn said(source: &Path, way: char, place: usize) -> usize {
    let page = fs::read_to_string(source.join("../../../docs/existing-accounts.md")).unwrap();
    let row = page.lines().find(|line| line.starts_with(&format!("| {way} | "))).unwrap();
    let numbers = row.trim_end_matches(" |").rsplit("| ").next().unwrap();
    let number = numbers.split(", ").nth(place).unwrap();
    number.parse().unwrap()
}

/// The files of a folder, and those that its table of contents takes from another way, by their names.
fn files(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let contents = fs::read_to_string(folder.join("mod.rs")).unwrap();
    let taken = contents.lines().filter_map(|line| line.strip_prefix("#[path = \"")?.strip_suffix("\"]"));
    let taken = taken.filter(|path| !path.starts_with(AS_IT_WAS)).map(|path| folder.join(path));
    let own = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| {
        (path.file_name().unwrap().to_str().unwrap().to_owned(), code(&fs::read_to_string(path).unwrap()))
    };
    own.chain(taken).map(read).collect()
}

/// The lines that count.
fn code(text: &str) -> Vec<String> {
    let (mut lines, mut is_import) = (Vec::new(), false);
    let mut all = text.lines().map(str::trim).peekable();
    while let Some(line) = all.next() {
        if line.starts_with("#[path") {
            all.next();
            continue;
        }
        let begins = is_import || line.starts_with("use ");
        is_import = begins && !line.ends_with(';');
        let is_closing = line.chars().all(|c| ")]};,".contains(c));
        if !begins && !is_closing && !line.starts_with("//") && !line.contains("templates/") {
            lines.push(line.to_owned());
        }
    }
    lines
}

/// The lines of `after` that are in no longest common subsequence.
fn added(before: &[String], after: &[String]) -> usize {
    let mut common = vec![vec![0; after.len() + 1]; before.len() + 1];
    for (i, old) in before.iter().enumerate() {
        for (j, new) in after.iter().enumerate() {
            common[i + 1][j + 1] =
                if old == new { common[i][j] + 1 } else { common[i][j + 1].max(common[i + 1][j]) };
        }
    }
    after.len() - common[before.len()][after.len()]
}

#[test]
fn a_line_counts_where_it_was_added_or_changed() {
    let before = code("use a;\nfn f() {\n    one();\n    two();\n}\n");
    let after = code(
        "use {\n    a,\n    b,\n};\n\n// Why.\nfn f() {\n    one();\n    three();\n    two(2);\n}\n\
         #[path = \"../passwords/x.rs\"]\nmod x;\n",
    );
    assert_eq!(added(&before, &after), 2);
    assert_eq!(added(&[], &after), 4);
}
