//! The page on existing accounts shows the examples as they are.

#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

use std::{fs, path::Path};

/// The texts of the files below a folder, each with its lines' indentation, and without.
fn texts(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts(&path, found);
        } else if path
            .extension()
            .is_some_and(|kind| ["rs", "sql", "tera"].iter().any(|known| kind == *known))
        {
            let text = fs::read_to_string(path).unwrap();
            found.push(trimmed(&text));
            found.push(text);
        }
    }
}

fn trimmed(text: &str) -> String {
    text.lines().map(|line| line.trim_start().to_owned() + "\n").collect()
}

#[test]
fn each_block_of_the_page_is_a_part_of_an_example() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("docs/existing-accounts.md")).unwrap();
    let mut examples = Vec::new();
    for folder in ["axum-login/src", "axum-login/migrations", "rocket-cookie/src", "templates"] {
        texts(&root.join("examples").join(folder), &mut examples);
    }
    let blocks: Vec<_> = page.split("```").skip(1).step_by(2).collect();
    assert!(blocks.len() > 15, "{}", blocks.len());
    for block in blocks {
        let (language, code) = block.split_once('\n').unwrap();
        // Pages have their scripts indented.
        let code = if language == "js" { trimmed(code) } else { code.to_owned() };
        // That one an application writes by itself: here it depends on the emulator's port.
        let is_settings = code.starts_with("// settings.js\n");
        assert!(is_settings || examples.iter().any(|text| text.contains(&code)), "in no example:\n{code}");
    }
}
