//! Plain http never goes through a proxy, whatever the environment says.
//!
//! A process cannot change its own environment safely, so this test runs itself once more as a child.

use std::{env, process::Stdio};

use crate::support::{Answer, Server, secret, token};

const TARGET: &str = "PROXY_TEST_TARGET";
const OWN_CLIENT: &str = "PROXY_TEST_OWN_CLIENT";

async fn run_child(target: &Server, proxy: &Server, own_client: bool) {
    let mut child = tokio::task::spawn_blocking({
        let (target, proxy) = (target.url(), proxy.url());
        move || {
            let mut command = std::process::Command::new(env::current_exe().unwrap());
            command.args(["--exact", "proxy::child"]).stdout(Stdio::null()).stderr(Stdio::null());
            for name in ["NO_PROXY", "no_proxy"] {
                command.env_remove(name);
            }
            for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
                command.env(name, &proxy);
            }
            command.env(TARGET, target).env(OWN_CLIENT, if own_client { "1" } else { "" });
            command.spawn().unwrap()
        }
    })
    .await
    .unwrap();
    let status = tokio::task::spawn_blocking(move || child.wait().unwrap()).await.unwrap();
    assert!(status.success());
}

#[tokio::test]
async fn child() {
    let Ok(url) = env::var(TARGET) else { return };
    let mut builder = passwordless::Client::builder(secret()).url(url);
    if env::var(OWN_CLIENT).is_ok_and(|own| !own.is_empty()) {
        builder = builder.http_client(reqwest::Client::new());
    }
    builder.build().unwrap().verify(&token()).await.unwrap();
}

#[tokio::test]
async fn plain_http_passes_the_proxy_by() {
    let target = Server::start([Answer::golden(200, "verify-signin.response")]).await;
    let proxy = Server::start([Answer::golden(200, "verify-signin.response")]).await;
    run_child(&target, &proxy, false).await;
    assert_eq!((target.asked().len(), proxy.asked().len()), (1, 0));

    // With a client that heeds the environment the same call goes to the proxy, so the above says something.
    run_child(&target, &proxy, true).await;
    assert_eq!((target.asked().len(), proxy.asked().len()), (1, 1));
}
