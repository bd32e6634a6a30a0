//! The demo in this process, asked from any address.

use std::net::{IpAddr, SocketAddr};

use demo::{Backend, Serving, Settings};
use rocket::http::{ContentType, Header};
use rocket::local::asynchronous::{Client, LocalRequest};
use tempfile::TempDir;

/// Where the demo believes people meet it.
pub(crate) const ORIGIN: &str = "http://localhost:4000";

pub(crate) struct Served {
    pub client: Client,
    pub folder: TempDir,
}

impl Served {
    pub(crate) async fn start(variables: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let folder_name = folder.path().to_str().unwrap().to_owned();
        let settings = Settings::read(|name| {
            let set = variables.iter().find(|(variable, _)| *variable == name);
            let value = set.map(|(_, value)| (*value).to_owned());
            value.or_else(|| (name == "DATA_DIR").then(|| folder_name.clone()))
        });
        let settings = settings.unwrap();
        assert!(matches!(settings.backend, Backend::Emulator));
        let client = Client::untracked(demo::rocket(settings).await.unwrap()).await.unwrap();
        Self { client, folder }
    }

    /// A person's browser looks at a page.
    pub(crate) fn visit<'c>(&'c self, peer: &str, uri: &'c str) -> LocalRequest<'c> {
        self.client.get(uri).remote(at(peer)).header(Header::new("Sec-Fetch-Mode", "navigate"))
    }

    /// A page's script asks for a change that comes to nothing.
    pub(crate) fn post<'c>(&'c self, peer: &str, uri: &'c str) -> LocalRequest<'c> {
        let request = self.client.post(uri).remote(at(peer)).header(ContentType::JSON);
        request.header(Header::new("Origin", ORIGIN)).body("{}")
    }
}

pub(crate) fn at(peer: &str) -> SocketAddr {
    SocketAddr::new(peer.parse::<IpAddr>().unwrap(), 50_000)
}

/// What is said of settings that cannot be used.
pub(crate) fn refusal(name: &str, value: &str) -> String {
    let read = Settings::read(|variable| (variable == name).then(|| value.to_owned()));
    read.unwrap_err().to_string()
}

/// The settings of the serving.
pub(crate) fn serving(name: &str, value: &str) -> Serving {
    Settings::read(|variable| (variable == name).then(|| value.to_owned())).unwrap().serving
}
