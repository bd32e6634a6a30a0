//! Puts the files of `src/browser` together into the one script that pages load, without the comments, which are for
//! those who read the files.

use std::{env, error::Error, fs, path::Path};

const FILES: [&str; 11] = [
    "passwordless",
    "sessions",
    "account",
    "link",
    "diagnose",
    "ceremony",
    "device",
    "fresh",
    "exchange",
    "words",
    "types",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut script =
        String::from("// Passkeys by Passwordless.dev. Its source, with comments: the crate passwordless.\n");
    for file in FILES {
        let path = format!("src/browser/{file}.js");
        println!("cargo::rerun-if-changed={path}");
        for line in fs::read_to_string(&path)?.lines().filter(|line| !is_comment(line)) {
            script.push_str(line);
            script.push('\n');
        }
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("passwordless.js"), script)?;
    Ok(())
}

/// Whether a line holds a comment, or nothing. Comments stand on lines of their own.
fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with("//") || line.starts_with("/*") || line.starts_with('*')
}
