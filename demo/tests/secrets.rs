//! Secrets from variables and files: how they are read, exchanged, and shown to nobody.

#![allow(clippy::unwrap_used, reason = "a test may unwrap")]

#[path = "support/console.rs"]
mod console;
#[path = "../../passwordless/tests/support/log.rs"]
mod log;
#[path = "support/program.rs"]
mod program;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use console::Console;
use demo::{Application, Chain, Settings, SettingsError};
use log::Log;
use passwordless::Client;
use program::{free_port, refusal, refusal_in, until};
use tempfile::TempDir;

const SECRET: &str = "acme:secret:a679563b331846c79c20b114a4f56d02";
const KEY: &str = "acme:public:2e728aa5986f4ba8b073a5b28a939795";
const URL: &str = "https://v4.passwordless.dev";

/// A file with a secret, for our eyes only.
fn file(folder: &TempDir, contents: impl AsRef<[u8]>) -> String {
    let path = folder.path().join("secret");
    fs::write(&path, contents).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path.to_str().unwrap().to_owned()
}

fn read(variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    Settings::read(|name| {
        variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    })
}

/// What the whole program says when it refuses to start with this place for its secret.
fn secret_refused(name: &str, value: &str) -> String {
    let log = refusal(&[("API_URL", URL), ("API_KEY", KEY), (name, value)]);
    assert!(!log.contains("a679563b"), "{log}");
    log
}

/// The client of a demo whose secret lies in a file.
async fn client(console: &Console, path: &str, folder: &TempDir) -> Client {
    let settings = read(&[
        ("API_URL", console.emulator.url()),
        ("API_SECRET_FILE", path),
        ("API_KEY", console.emulator.api_key()),
        ("DATA_DIR", folder.path().to_str().unwrap()),
    ]);
    let server = demo::rocket(settings.unwrap()).await.map_err(|error| Chain(&error).to_string()).unwrap();
    server.state::<Application>().unwrap().client.clone()
}

#[rocket::async_test]
async fn a_file_may_end_as_editors_and_shells_end_it() {
    let console = Console::open();
    let secret = console.emulator.api_secret();
    for contents in [secret.to_owned(), format!("{secret}\n"), format!("\u{feff}{secret}\r\n")] {
        let folder = TempDir::new().unwrap();
        client(&console, &file(&folder, contents), &folder).await.users().await.unwrap();
    }
}

#[test]
fn a_file_without_a_secret_is_named_with_the_way_out() {
    let folder = TempDir::new().unwrap();
    let utf16: Vec<u8> = SECRET.encode_utf16().chain([13, 10]).flat_map(u16::to_le_bytes).collect();
    for (contents, words) in [
        (Vec::new(), "which is empty. Write the secret into it"),
        (b"\r\n\n".to_vec(), "which is empty"),
        ([&[0xff, 0xfe], &*utf16].concat(), "which is no UTF-8 text. In PowerShell"),
        (vec![b'a'; 70_000], "which is too long for a secret"),
        (KEY.into(), "API_SECRET_FILE cannot be used: ApiSecret: this is a public key"),
    ] {
        let path = file(&folder, contents);
        let log = secret_refused("API_SECRET_FILE", &path);
        assert!(log.contains(words), "{words}: {log}");
        assert!(
            words.contains("API_SECRET_FILE") || log.contains(&format!("API_SECRET_FILE names {path}")),
            "{log}"
        );
    }
    for path in ["/nowhere/secret", folder.path().to_str().unwrap()] {
        let log = secret_refused("API_SECRET_FILE", path);
        assert!(log.contains(&format!("API_SECRET_FILE names {path}, which cannot be read")), "{log}");
    }
    // A file that never ends.
    assert!(secret_refused("API_SECRET_FILE", "/dev/zero").contains("too long for a secret"));
}

#[test]
fn two_places_for_one_secret_are_refused() {
    let folder = TempDir::new().unwrap();
    let path = file(&folder, SECRET);
    let both = [("API_SECRET", SECRET), ("API_SECRET_FILE", &path), ("API_URL", URL), ("API_KEY", KEY)];
    let log = refusal(&both);
    assert!(log.contains("API_SECRET and API_SECRET_FILE are both set. Keep one"), "{log}");
    assert!(!log.contains("a679563b"), "{log}");
    let log = refusal(&[("DATABASE_URL", "sqlite:a"), ("DATABASE_URL_FILE", &path)]);
    assert!(log.contains("DATABASE_URL and DATABASE_URL_FILE are both set"), "{log}");
    // An empty one is none, as in a template that nobody filled in.
    assert!(read(&[("API_SECRET", ""), both[1], both[2], both[3]]).is_ok());
}

#[test]
fn a_secret_in_the_place_of_its_place_is_not_repeated() {
    for name in ["API_SECRET_FILE", "API_SECRET_AWS"] {
        let log = secret_refused(name, SECRET);
        assert!(log.contains(&format!("{name} seems to hold the secret itself")), "{log}");
    }
    let log = refusal(&[("DATABASE_URL_FILE", "postgres://demo:sesame@host/demo")]);
    assert!(log.contains("write the secret to DATABASE_URL instead") && !log.contains("sesame"), "{log}");
}

#[test]
fn a_file_that_everybody_may_read_is_worth_a_word() {
    let console = Console::open();
    let folder = TempDir::new().unwrap();
    let path = file(&folder, console.emulator.api_secret());
    for (mode, is_open) in [(0o600, false), (0o440, false), (0o444, true)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let port = free_port().to_string();
        let variables = [
            ("PORT", &*port),
            ("API_URL", console.emulator.url()),
            ("API_SECRET_FILE", &path),
            ("API_KEY", console.emulator.api_key()),
        ];
        let (_running, log) = until(program::demo(&folder, &variables), "open http://localhost");
        let words = format!("API_SECRET_FILE names {path}, which every user of this machine may read");
        assert_eq!(log.contains(&words), is_open, "{mode:o}: {log}");
    }
}

#[test]
fn the_address_of_the_database_may_lie_in_a_file_as_well() {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("here.sqlite");
    let path = file(&folder, format!("sqlite:{}\n", database.display()));
    let port = free_port().to_string();
    let variables = [("PORT", &*port), ("DATABASE_URL_FILE", &path)];
    // It need not be there before; then the folder has to be writable.
    fs::write(&database, "").unwrap();
    until(program::demo(&folder, &variables), "open http://localhost");
    assert!(fs::metadata(&database).unwrap().len() > 0, "another database is used");
    let path = file(&folder, "postgres://demo:sesame@127.0.0.1:1/demo");
    let log = refusal_in(&folder, &[("DATABASE_URL_FILE", &path)]);
    assert!(log.contains("DATABASE_URL") && !log.contains("sesame"), "{log}");
}

#[test]
fn settings_print_no_secret() {
    let settings = read(&[
        ("API_URL", URL),
        ("API_SECRET", SECRET),
        ("API_KEY", KEY),
        ("DATABASE_URL", "postgres://demo:sesame@host/demo"),
    ]);
    let shown = format!("{0:?} {0:#?}", settings.unwrap());
    assert!(shown.contains("acme"), "{shown}");
    assert!(!shown.contains("a679563b") && !shown.contains("sesame"), "{shown}");
}

/// As Kubernetes does it: the file is a link through a folder that is exchanged as a whole.
fn mount(folder: &Path, generation: u32, secret: &str) -> PathBuf {
    let files = folder.join(format!("..{generation}"));
    fs::create_dir(&files).unwrap();
    fs::write(files.join("api_secret"), secret).unwrap();
    std::os::unix::fs::symlink(&files, folder.join("..new")).unwrap();
    fs::rename(folder.join("..new"), folder.join("..data")).unwrap();
    folder.join("..data/api_secret")
}

#[rocket::async_test]
async fn a_secret_that_is_exchanged_in_its_file_is_picked_up_without_a_restart() {
    let log = Log::of_the_process();

    let console = Console::open();
    let folder = TempDir::new().unwrap();
    let first = console.emulator.api_secret().to_owned();
    let path = mount(folder.path(), 1, &first);
    let place = path.to_str().unwrap();
    let picks_up = client(&console, place, &folder).await;
    picks_up.users().await.unwrap();
    let second = console.create_secret().await;
    mount(folder.path(), 2, &second);
    console.lock(&first).await;
    picks_up.users().await.unwrap();
    assert!(log.text().contains("a newer one was found"), "{}", log.text());

    // An instance that finds nothing says where it looked.
    let other = TempDir::new().unwrap();
    let finds_nothing = client(&console, place, &other).await;
    fs::remove_file(&path).unwrap();
    console.lock(&second).await;
    assert!(finds_nothing.users().await.unwrap_err().is_our_key());
    let text = log.text();
    let words = format!("its source cannot be read: API_SECRET_FILE names {place}, which cannot be read");
    assert!(text.contains(&words) && text.contains("No such file"), "{text}");
    for secret in [first, second] {
        assert!(!text.contains(secret.rsplit(':').next().unwrap()), "the log shows a secret");
    }
}

#[cfg(not(feature = "aws"))]
#[test]
fn a_build_without_aws_says_how_to_get_one_with_it() {
    let log = secret_refused("API_SECRET_AWS", "prod/passwordless");
    assert!(log.contains("API_SECRET_AWS is set") && log.contains("--features aws"), "{log}");
}
