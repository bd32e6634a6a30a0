"""The vendor's official Python SDK against the emulator's program."""

import unittest
import uuid

from passwordless import (
    DeleteCredential,
    DeleteUser,
    GenerateAuthenticationTokenOptions,
    PasswordlessClientBuilder,
    PasswordlessError,
    PasswordlessOptions,
    RegisterToken,
    SendMagicLinkOptions,
    SetAlias,
    UpdateAppsFeature,
    VerifySignIn,
)

from emulator import API_SECRET, Emulator


class Sdk(unittest.TestCase):
    """What an application's backend does with the SDK."""

    @classmethod
    def setUpClass(cls):
        cls.emulator = cls.enterClassContext(Emulator())
        cls.client = cls.connect(API_SECRET)

    @classmethod
    def connect(cls, secret):
        return PasswordlessClientBuilder(PasswordlessOptions(secret, cls.emulator.url)).build()

    def registered(self, aliases=()):
        """Somebody with a passkey: their id, their registration's verify token, and the passkey."""
        user_id = str(uuid.uuid4())
        options = RegisterToken(user_id=user_id, username=f"{user_id}@example.test", aliases=list(aliases))
        token, passkey = self.emulator.register(self.client.register_token(options).token)
        return user_id, token, passkey

    def verify(self, token):
        return self.client.sign_in(VerifySignIn(token=token))

    def refused(self, call, *arguments):
        """The problem with which a call is refused."""
        with self.assertRaises(PasswordlessError) as refusal:
            call(*arguments)
        return refusal.exception.problem_details

    def test_a_registration_token_is_made(self):
        made = self.client.register_token(RegisterToken(user_id="u-1", username="fry"))
        self.assertTrue(made.token.startswith("register_"))

    def test_a_registration_is_verified(self):
        user_id, token, _ = self.registered()
        user = self.verify(token)
        self.assertTrue(user.success)
        self.assertEqual((user.user_id, user.type), (user_id, "passkey_register"))

    def test_a_sign_in_is_verified(self):
        user_id, _, passkey = self.registered()
        user = self.verify(self.emulator.sign_in(passkey, user_id))
        self.assertTrue(user.success)
        self.assertEqual((user.user_id, user.type), (user_id, "passkey_signin"))
        self.assertEqual(user.origin, "http://localhost:4000")
        self.assertGreater(user.expires_at, user.timestamp)

    def test_a_forged_token_is_refused_with_a_problem(self):
        problem = self.refused(self.verify, "verify_nothing")
        self.assertEqual(problem.status, 400)
        self.assertIn("invalid_token", problem.type)

    def test_credentials_are_listed(self):
        user_id, _, passkey = self.registered()
        [credential] = self.client.get_credentials(user_id)
        self.assertEqual(credential.descriptor.id, passkey["id"])
        self.assertEqual((credential.user_id, credential.rp_id), (user_id, "localhost"))
        self.assertEqual(self.client.get_credentials("nobody"), [])

    def test_a_deleted_credential_is_gone(self):
        user_id, _, passkey = self.registered()
        self.client.delete_credential(DeleteCredential(credential_id=passkey["id"]))
        self.assertEqual(self.client.get_credentials(user_id), [])

    def test_users_are_listed_and_deleted(self):
        user_id, _, _ = self.registered()
        self.assertIn(user_id, [user.user_id for user in self.client.get_users()])
        self.client.delete_user(DeleteUser(user_id=user_id))
        self.assertNotIn(user_id, [user.user_id for user in self.client.get_users()])

    def test_aliases_are_set_and_listed(self):
        user_id, _, _ = self.registered()
        alias = f"{user_id}@example.test"
        self.client.set_alias(SetAlias(user_id=user_id, aliases=[alias], hashing=False))
        [listed] = self.client.get_aliases(user_id)
        self.assertEqual((listed.user_id, listed.plaintext), (user_id, alias))

    def test_an_alias_that_somebody_else_has_is_refused(self):
        alias = f"{uuid.uuid4()}@example.test"
        self.registered(aliases=[alias])
        options = RegisterToken(user_id=str(uuid.uuid4()), username="x", aliases=[alias])
        problem = self.refused(self.client.register_token, options)
        # The SDK reads a member that the service never sends as the error code; the type carries it too.
        self.assertEqual(problem.status, 409)
        self.assertIn("alias_conflict", problem.type)

    def test_a_magic_link_is_sent_and_signs_in(self):
        user_id = str(uuid.uuid4())
        link = "http://localhost:4000/magic#$TOKEN"
        self.client.send_magic_link(SendMagicLinkOptions("fry@example.test", link, user_id))
        [mail] = [mail for mail in self.emulator.outbox() if mail["userId"] == user_id]
        self.assertEqual(mail["address"], "fry@example.test")
        self.assertIn("http://localhost:4000/magic#verify_", mail["link"])

    def test_a_token_is_generated(self):
        options = GenerateAuthenticationTokenOptions("u-1", time_to_live=60)
        self.assertTrue(self.client.generate_authentication_token(options).token.startswith("verify_"))

    def test_features_are_updated(self):
        # The SDK says it in words that the service no longer knows, and is told nothing of it.
        self.assertIsNone(self.client.update_apps_feature(UpdateAppsFeature(30)))

    def test_a_wrong_secret_is_refused(self):
        problem = self.refused(self.connect(API_SECRET[:-1] + "0").get_credentials, "u-1")
        self.assertEqual(problem.status, 401)
        self.assertIn("ApiSecret", problem.type)


if __name__ == "__main__":
    unittest.main()
