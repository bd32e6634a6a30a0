//! Every page, looked at by axe-core: what it finds, a person who cannot see, hear or point would meet.

use std::{fs, path::Path};

use serde_json::Value;
use stories::Error;

use crate::{
    admin::{administrator, create},
    stage::play,
    visitor::Visitor,
};

#[tokio::test]
async fn pages_for_everybody_are_for_everybody() -> Result<(), Error> {
    play(async |stage| {
        let stranger = stage.visitor().await?;
        for path in ["/", "/recover", "/nowhere"] {
            stranger.page.logbook().expect("404");
            stranger.open(&stage.demo.at(path)).await?;
            examine(&stranger, path).await?;
        }
        stranger.open(&stage.demo.at("/")).await?;
        stranger.fail_to_sign_in().await?;
        examine(&stranger, "a sign-in that failed").await
    })
    .await
}

#[tokio::test]
async fn pages_of_a_user_are_for_everybody() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.register("alice").await?;
        alice.page.wait_for("document.querySelector('#passkeys [data-id]')").await?;
        examine(&alice, "/me").await?;
        alice
            .page
            .eval("document.querySelectorAll('details').forEach(question => question.open = true)")
            .await?;
        examine(&alice, "the questions of /me").await?;
        alice.open(&stage.demo.at("/recover")).await?;
        examine(&alice, "/recover of somebody who is signed in").await
    })
    .await
}

#[tokio::test]
async fn pages_of_the_administrator_are_for_everybody() -> Result<(), Error> {
    play(async |stage| {
        let root = administrator(stage).await?;
        root.page.logbook().expect("401");
        root.page.logbook().expect("400");
        examine(&root, "/admin").await?;
        create(&root, "zoe", "zoe@example.com").await?;
        examine(&root, "a user's page").await?;
        root.page.click("#delete-ask").await?;
        examine(&root, "a user who is to be deleted").await?;
        root.open(&stage.demo.at("/admin?q=nobody-at-all")).await?;
        examine(&root, "a search that found nobody").await?;
        root.page.type_into("#name", "a b").await?;
        root.page.click("#create-button").await?;
        root.page.wait_for("document.activeElement?.ariaInvalid === 'true'").await?;
        examine(&root, "a name that cannot be").await
    })
    .await
}

#[tokio::test]
async fn what_is_wrong_is_found() -> Result<(), Error> {
    play(async |stage| {
        let page = stage.visitor().await?.page;
        page.eval("document.documentElement.lang = ''; document.querySelector('label').remove()").await?;
        page.eval(&axe()?).await?;
        let found = page.eval(RUN).await?["violations"].to_string();
        assert!(found.contains("html-has-lang") && found.contains("label"), "{found}");
        Ok(())
    })
    .await
}

/// Runs every rule of axe-core over the page, in each look that a person may choose.
pub(crate) async fn examine(visitor: &Visitor, what: &str) -> Result<(), Error> {
    let page = &visitor.page;
    page.eval(&axe()?).await?;
    for (look, width, dark) in [("desktop", 1280, false), ("dark", 1280, true), ("phone", 390, false)] {
        page.set_viewport(width, 900).await?;
        page.set_dark(dark).await?;
        let found = page.eval(RUN).await?;
        let rules = found["rules"].as_u64().unwrap_or_default();
        assert!(rules > 20, "{what}, {look}: axe-core looked at next to nothing: {found}");
        assert_eq!(found["violations"], Value::Array(Vec::new()), "{what}, {look}");
    }
    Ok(())
}

const RUN: &str = "axe.run(document, { resultTypes: ['violations'] }).then(({ violations, passes }) => ({
    rules: passes.length,
    violations: violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map(node => node.html) })),
}))";

fn axe() -> Result<String, Error> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("node/node_modules/axe-core/axe.min.js");
    fs::read_to_string(&script).map_err(|source| Error::System {
        action: format!("read {} (run `npm ci` in stories/node)", script.display()),
        source,
    })
}
