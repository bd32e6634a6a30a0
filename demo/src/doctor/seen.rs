use crate::settings::{Backend, Settings};

/// The settings by name, without any secret.
#[derive(Debug)]
pub(crate) struct Seen(pub(super) Vec<(&'static str, String)>);

impl Seen {
    pub(crate) fn of(settings: &Settings) -> Self {
        let (url, secret, key) = match &settings.backend {
            Backend::Emulator => {
                ("the emulator, in this process".to_owned(), ("API_SECRET", "its own"), "its own".into())
            }
            Backend::Service { url, secret, key } => {
                (url.clone(), (secret.name(), "set"), format!("of the application `{}`", key.app_id()))
            }
        };
        let database = match settings.database_url.as_deref().and_then(|url| url.split_once(':')) {
            Some((kind, _)) => format!("set, {kind}"),
            None => "not set, so a SQLite file in DATA_DIR".to_owned(),
        };
        Self(vec![
            ("ORIGIN", settings.origin.origin().ascii_serialization()),
            ("relying party", settings.origin.domain().unwrap_or_default().to_owned()),
            ("PORT", settings.port.to_string()),
            ("API_URL", url),
            ("API_KEY", key),
            (secret.0, secret.1.to_owned()),
            ("DATABASE_URL", database),
            ("DATA_DIR", settings.data_dir.display().to_string()),
        ])
    }
}
