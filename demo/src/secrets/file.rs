//! A secret in a file, as Docker, Kubernetes and systemd hand them out.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::SecretError;

/// No secret is longer; a file without end is somebody's mistake.
const LONGEST: u64 = 64 * 1024;

/// What the file says, without the line end that editors put there. `name` is the setting that names the file.
///
/// # Errors
///
/// If it cannot be read, is empty, or is no text.
pub(crate) fn read(name: &'static str, path: &Path) -> Result<String, SecretError> {
    let unreadable = |source| SecretError::UnreadableFile { name, path: path.to_owned(), source };
    let unusable = |reason| SecretError::UnusableFile { name, path: path.to_owned(), reason };
    let bytes = bytes(path).map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST {
        return Err(unusable(
            "is too long for a secret. Name the file that holds the secret and nothing else",
        ));
    }
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| unusable("is no UTF-8 text. In PowerShell write it with Set-Content -Encoding ascii"))?;
    // The mark that some editors of Windows put in front.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_end_matches(['\r', '\n']);
    if text.trim().is_empty() {
        return Err(unusable("is empty. Write the secret into it"));
    }
    Ok(text.to_owned())
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Says so if every user of the machine may read the file.
pub(crate) fn warn_if_open(name: &'static str, path: &Path) {
    #[cfg(unix)]
    if path
        .metadata()
        .is_ok_and(|file| std::os::unix::fs::PermissionsExt::mode(&file.permissions()) & 0o004 != 0)
    {
        tracing::warn!(
            "{name} names {}, which every user of this machine may read. Take that right away: chmod o-r, or in \
             Kubernetes defaultMode: 0440",
            path.display()
        );
    }
    #[cfg(not(unix))]
    let _ = (name, path);
}
