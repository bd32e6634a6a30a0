use std::path::Path;
use std::sync::Arc;

use passwordless::{ApiKey, Client};
use passwordless_emulator::{App, Emulator};
use uuid::Uuid;

use super::{ServiceError, client};
use crate::file_modes;
use crate::secrets::SecretError;
use crate::settings::Backend;

/// Who does the WebAuthn, and how pages reach them.
#[derive(Debug)]
pub(crate) struct Service {
    /// Asks the service.
    pub(crate) client: Client,
    /// Where browsers meet it.
    pub(crate) api_url: String,
    /// The public key with which they do.
    pub(crate) api_key: ApiKey,
    /// The service, if it runs in this process; it ends with it.
    pub(crate) emulator: Option<Arc<Emulator>>,
}

impl Service {
    /// Builds the client, and starts the emulator if it is asked for; its data lie in the folder.
    ///
    /// # Errors
    ///
    /// If a setting cannot be used, or the emulator does not start.
    pub(crate) async fn start(backend: &Backend, folder: &Path) -> Result<Self, ServiceError> {
        match backend {
            Backend::Service { url, secret, key } => {
                let api_url = url.trim_end_matches('/').to_owned();
                let client = client::client(&api_url, secret, key).await?;
                Ok(Self { client, api_url, api_key: key.clone(), emulator: None })
            }
            Backend::Emulator => {
                let data = folder.join("emulator.redb");
                file_modes::file(&data);
                // Keys of its own, kept in the file: those of the vendor's test image are known to every page that
                // a developer may open, and the API lets any page call it.
                let emulator = Emulator::builder()
                    .data(data)
                    .app(App::new("demo")?)
                    .management_key(Uuid::new_v4().to_string())
                    .start()?;
                let key = |name| move |source| SecretError::Key { name, source };
                let secret = emulator.api_secret().parse().map_err(key("API_SECRET"))?;
                let api_key = emulator.api_key().parse().map_err(key("API_KEY"))?;
                let api_url = emulator.url().to_owned();
                let client = Client::builder(secret).url(&api_url).build().map_err(ServiceError::Client)?;
                Ok(Self { client, api_url, api_key, emulator: Some(Arc::new(emulator)) })
            }
        }
    }
}
