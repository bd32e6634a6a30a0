//! What attackers do with a stolen session, a phished password, a passkey of their own, or a page of another site.

use serde_json::json;

use crate::{
    application::{Application, Routes, is_in},
    visitor::Visitor,
};

fn refused(code: &str, status: u16) -> (u16, String) {
    (status, code.to_owned())
}

impl Application {
    /// A stolen session, or a password that was phished, becomes no passkey and takes none away.
    pub(crate) async fn keeps_its_passkeys(&self) {
        let mut pat = self.newcomer("Pat").await;
        let mut old = self.an_hour_ago("Pat").await;
        assert_eq!(self.begin(&mut old).await.refusal(), refused("sign_in_again", 401));

        self.add(&mut pat).await;
        let ids = self.passkeys(&mut pat).await;
        let mut phished = self.by_password("Pat").await;
        for thief in [&mut old, &mut phished, &mut pat.stolen()] {
            assert_eq!(self.begin(thief).await.refusal(), refused("step_up_required", 401));
            assert_eq!(self.delete(thief, &ids[0]).await.refusal(), refused("step_up_required", 401));
            assert_eq!(thief.form("/account/close", "sure=true").await.status, 401);
        }
        let nobody = &mut Visitor::new(&self.url);
        assert_eq!(self.begin(nobody).await.status, 401);
        assert_eq!(self.delete(nobody, &ids[0]).await.status, 401);
        assert_eq!(self.passkeys(&mut pat).await, ids);
    }

    /// Another user's passkey is nobody else's, wherever it is shown.
    pub(crate) async fn tells_users_apart(&self) {
        let mut pat = self.newcomer("Pat").await;
        let mut mallory = self.newcomer("Mallory").await;
        let begun = self.begin(&mut mallory).await.json();
        let device = self.add(&mut mallory).await;
        let made = self.device().register(begun["token"].as_str().unwrap()).await.unwrap();

        // To add a passkey of Mallory's to Pat, to confirm by one, and to delete one.
        assert_eq!(self.complete(&mut pat, &made).await.status, 403);
        let token = device.sign_in_for("step-up").await.unwrap();
        assert_eq!(self.confirm(&mut pat, &token).await.refusal(), refused("user_denied", 403));
        let own = self.add(&mut pat).await;
        let ids = self.passkeys(&mut mallory).await;
        let mut pat = self.by_passkey(&own).await;
        assert_eq!(self.delete(&mut pat, &ids[0]).await.refusal(), refused("unknown_passkey", 404));
        assert_eq!(self.passkeys(&mut mallory).await, ids);

        // A passkey signs its own user in, over somebody else's session, too.
        let token = device.sign_in().await.unwrap();
        assert!([200, 204].contains(&self.sign_in(&mut pat, &token).await.status));
        assert!(pat.get("/account").await.text.contains("Mallory@example.com"));
    }

    /// A token counts once, for what it was made, for a page of ours, and for a user who is here.
    pub(crate) async fn takes_a_token_once(&self) {
        let mut pat = self.newcomer("Pat").await;
        let device = self.add(&mut pat).await;
        let nobody = &mut Visitor::new(&self.url);

        let token = device.sign_in().await.unwrap();
        assert!([200, 204].contains(&self.sign_in(&mut Visitor::new(&self.url), &token).await.status));
        assert_eq!(self.sign_in(nobody, &token).await.refusal(), refused("token_already_used", 401));
        let token = device.sign_in_for("step-up").await.unwrap();
        assert_eq!(self.sign_in(nobody, &token).await.refusal(), refused("purpose_denied", 403));
        let token = device.sign_in().await.unwrap();
        assert_eq!(self.confirm(&mut pat, &token).await.refusal(), refused("purpose_denied", 403));

        let user = self.users_of_the_service().await.pop_first().unwrap();
        let lured = self.emulator.browser_of(&user, "https://evil.example").await.unwrap();
        let token = lured.sign_in().await.unwrap();
        assert_eq!(self.sign_in(nobody, &token).await.refusal(), refused("origin_denied", 403));
        let stranger = self.emulator.browser_of("1", crate::visitor::ORIGIN).await.unwrap();
        let token = stranger.sign_in().await.unwrap();
        assert_eq!(self.sign_in(nobody, &token).await.refusal(), refused("unknown_user", 403));
        assert!(nobody.cookies.is_empty() && !is_in(nobody).await);
    }

    /// Whoever stole a registration token makes a passkey of which the application is never told, and does not sign in.
    pub(crate) async fn knows_its_passkeys(&self) {
        let mut pat = self.newcomer("Pat").await;
        let stolen = self.begin(&mut pat).await.json();
        let device = self.add(&mut pat).await;
        let mut pat = self.by_passkey(&device).await;
        let thief = self.device();
        thief.register(stolen["token"].as_str().unwrap()).await.unwrap();

        let nobody = &mut Visitor::new(&self.url);
        let token = thief.sign_in().await.unwrap();
        assert_eq!(self.sign_in(nobody, &token).await.refusal(), refused("unregistered_passkey", 403));
        let token = thief.sign_in_for("step-up").await.unwrap();
        assert_eq!(self.confirm(&mut pat, &token).await.refusal(), refused("unregistered_passkey", 403));
        assert!(nobody.cookies.is_empty() && is_in(&mut pat).await);
    }

    /// A form of another site logs its reader in to nobody's account, with a password of the attacker's own.
    pub(crate) async fn takes_no_password_of_another_site(&self) {
        self.newcomer("Mallory").await;
        let mut lured = Visitor::new(&self.url).lured();
        for path in ["/login", "/sign-up"] {
            let form = "name=Eve&email=Mallory%40example.com&password=correct+horse+battery&terms=true";
            assert_eq!(lured.form(path, form).await.status, 403, "{path}");
            assert!(lured.cookies.is_empty(), "{path}");
        }
    }

    /// A page of another site signs nobody in as somebody else, and adds, confirms and deletes nothing.
    pub(crate) async fn knows_its_own_pages(&self) {
        let mut pat = self.newcomer("Pat").await;
        let mut mallory = self.newcomer("Mallory").await;
        let (device, attackers) = (self.add(&mut pat).await, self.add(&mut mallory).await);
        let mut pat = self.by_passkey(&device).await;
        let ids = self.passkeys(&mut pat).await;

        let mut lured = pat.lured();
        let foreign = refused("cross_site_request", 403);
        assert_eq!(self.begin(&mut lured).await.refusal(), foreign);
        assert_eq!(self.delete(&mut lured, &ids[0]).await.refusal(), foreign);
        let token = device.sign_in_for("step-up").await.unwrap();
        assert_eq!(self.confirm(&mut lured, &token).await.refusal(), foreign);

        // Login CSRF: the token is the attacker's own, and would sign the reader in to the attacker's account.
        let token = attackers.sign_in().await.unwrap();
        let page = match self.routes {
            Routes::Ours => self.sign_in(&mut lured, &token).await,
            // Another site's page can send a body, and no such header.
            Routes::Own => lured.form("/login/passkey", &format!("token={token}")).await,
        };
        assert!([401, 403].contains(&page.status), "{}", page.text);
        let body = json!({ "token": token }).to_string();
        assert!(lured.form("/passkeys/sign-in", &body).await.status >= 400);
        assert!(lured.get("/account").await.text.contains("Pat@example.com"));
        assert_eq!(self.passkeys(&mut pat).await, ids);
    }
}
