//! What the rules make of a store that has no room for another of a user's ends.

use std::time::SystemTime;

use passwordless::{CredentialId, Policy, SessionKey, Store, gate::Gate, store::Mark};
use passwordless_sqlx::SqlStore;

use super::marks::{is_revoked, sign_in};

/// Where 32 passkeys of a user have ended, all of the user's sessions end with the next, which is known no more.
pub(crate) async fn the_user_ends_where_there_is_no_room_for_passkeys(store: &SqlStore) {
    let policy = Policy::new(["https://app.example"]).unwrap();
    let gate = Gate::new(policy, SessionKey::generate().unwrap(), store.clone()).unwrap();
    let (alice, user) = ("alice", Mark::user("alice"));
    let passkeys: Vec<CredentialId> = (10..50).map(|n| format!("AA{n}").parse().unwrap()).collect();
    gate.add_passkeys(alice, &passkeys).await.unwrap();
    let session = sign_in(store, user).await;
    for (ended, passkey) in passkeys.iter().enumerate() {
        assert_eq!(is_revoked(store, &session), ended > 32, "after {ended}");
        gate.end_passkey(alice, passkey, SystemTime::now()).await.unwrap();
        let known = store.passkeys(user).await.unwrap().unwrap();
        assert_eq!(known.len(), passkeys.len() - ended - 1, "an ended passkey is known");
    }
}
