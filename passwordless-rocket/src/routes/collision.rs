use rocket::Route;

use super::Prefix;
use crate::launch_error::LaunchError;

/// Looks for a route of the application where one of the account's goes. Rocket would refuse the launch as well, but
/// without a word on how to go on.
pub(crate) fn check<'a>(
    account: &[Route],
    prefix: &Prefix,
    application: impl Iterator<Item = &'a Route>,
) -> Result<(), LaunchError> {
    for theirs in application {
        let collides = |ours: &&Route| {
            ours.method == theirs.method
                && ours.rank == theirs.rank
                && overlap(&segments(prefix.as_str(), ours.uri.path()), &segments("", theirs.uri.path()))
        };
        if let Some(ours) = account.iter().find(collides) {
            let name = ours.name.as_deref().unwrap_or_default().trim_start_matches("passwordless: ");
            return Err(LaunchError::new(format!(
                "the application's route `{} {}` is where a route of the account goes; set `passwordless.prefix` to \
                 another path than {:?}, or leave that route out: Passwordless::fairing().without(Route::{name})",
                theirs.method,
                theirs.uri.path(),
                prefix.as_str(),
            )));
        }
    }
    Ok(())
}

fn segments(prefix: &str, path: &str) -> Vec<String> {
    let path = if prefix == "/" { path.to_owned() } else { format!("{prefix}{path}") };
    path.split('/').skip(1).map(str::to_owned).collect()
}

/// Whether some path is both of these; `<…>` stands for one segment, and `<…..>` for all that follow.
fn overlap(ours: &[String], theirs: &[String]) -> bool {
    let is_open = |segment: &str| segment.starts_with('<');
    match (ours, theirs) {
        (_, [wild]) if wild.ends_with("..>") => true,
        ([], []) => true,
        ([first, rest @ ..], [other, others @ ..]) => {
            (first == other || is_open(first) || is_open(other)) && overlap(rest, others)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{overlap, segments};

    #[test]
    fn paths_overlap_as_rocket_reads_them() {
        let both = |ours, theirs| overlap(&segments("/auth", ours), &segments("", theirs));
        assert!(both("/sign-in", "/auth/sign-in"));
        assert!(both("/sign-in", "/auth/<page>"));
        assert!(both("/passkeys/<id>", "/auth/passkeys/mine"));
        assert!(both("/sign-in", "/<path..>"));
        assert!(both("/sign-in", "/auth/sign-in/<path..>"));
        assert!(!both("/sign-in", "/sign-in"));
        assert!(!both("/sign-in", "/auth"));
        assert!(!both("/sign-in", "/auth/sign-in/now"));
        assert!(!both("/passkeys/<id>", "/auth/passkeys"));
    }
}
