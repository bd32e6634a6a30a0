//! Files that hold keys: other users of the machine may not read them.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::path::Path;

/// Makes a folder that is ours alone; one that is there already stays as it is.
///
/// # Errors
///
/// If it cannot be made.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes an empty file that is ours alone, before a database does it less carefully; SQLite gives the files that it puts
/// beside it the same rights. Whatever prevents it, the database will say it better.
pub(crate) fn file(path: &Path) {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(path);
}
