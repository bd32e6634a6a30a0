use std::{fs, path::Path};

/// The project's page shows the programs that `cargo run --example quickstart_…` runs, and no others.
#[test]
fn the_readme_shows_the_quickstarts_as_they_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    for example in
        ["passwordless-tower/examples/quickstart_axum", "passwordless-rocket/examples/quickstart_rocket"]
    {
        let example = root.join(example).join("main.rs");
        let source = fs::read_to_string(&example).unwrap();
        let (_, program) = source.split_once("\n\n").unwrap();
        let shown = format!("```rs\n{program}```");
        assert!(readme.contains(&shown), "README.md does not show {} as it is", example.display());
    }
}
