// The vendor's official Node SDK against the emulator's program.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import sdk from '@passwordlessdev/passwordless-nodejs';
import { register, signIn } from './ceremony.mjs';
import { apiKey, apiSecret, startEmulator } from './emulator.mjs';

const { ApiException, Converters, PasswordlessClient, RegisterOptions } = sdk;

let emulator;
let client;

before(async () => {
  emulator = await startEmulator();
  client = new PasswordlessClient(apiSecret, { baseUrl: emulator.url });
});
after(() => emulator?.stop());

async function registered({ aliases, nickname } = {}) {
  const userId = randomUUID();
  const options = Object.assign(new RegisterOptions(), { userId, username: `${userId}@example.test`, aliases });
  const { token } = await client.createRegisterToken(options);
  const made = await register({ url: emulator.url, apiKey, token, nickname });
  return { userId, ...made };
}

test('a registration token is made and used', async () => {
  const options = Object.assign(new RegisterOptions(), { userId: randomUUID(), username: 'fry' });
  const { token } = await client.createRegisterToken(options);
  assert.match(token, /^register_/);
  const made = await register({ url: emulator.url, apiKey, token });
  assert.match(made.token, /^verify_/);
});

test('a registration is verified', async () => {
  const { userId, token } = await registered({ nickname: 'laptop' });
  const user = await client.verifyToken(token);
  assert.equal(user.success, true);
  assert.equal(user.userId, userId);
  assert.equal(user.type, 'passkey_register');
  assert.equal(user.nickname, 'laptop');
});

test('a sign-in is verified', async () => {
  const { userId, passkey } = await registered();
  const { token, allowed } = await signIn({ url: emulator.url, apiKey, passkey, userId });
  assert.deepEqual(allowed, [passkey.id]);
  const user = await client.verifyToken(token);
  assert.equal(user.success, true);
  assert.equal(user.userId, userId);
  assert.equal(user.type, 'passkey_signin');
  assert.equal(user.origin, 'http://localhost:4000');
  assert.equal(user.rpId, 'localhost');
  assert.equal(user.purpose, 'sign-in');
  assert.deepEqual(Buffer.from(user.credentialId, 'base64').toString('base64url'), passkey.id);
});

test('a passkey signs in without a user being named', async () => {
  const { userId, passkey } = await registered();
  const { token, allowed } = await signIn({ url: emulator.url, apiKey, passkey });
  assert.deepEqual(allowed, []);
  assert.equal((await client.verifyToken(token)).userId, userId);
});

test('a forged token verifies as null, which is how the SDK says no', async () => {
  const { token } = await registered();
  const middle = Math.floor(token.length / 2);
  const forged = token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1);
  assert.equal(await client.verifyToken(forged), null);
  assert.equal(await client.verifyToken('verify_nothing'), null);
});

test('credentials are listed', async () => {
  const { userId, passkey } = await registered({ nickname: 'phone' });
  const [credential, ...others] = await client.listCredentials(userId);
  assert.deepEqual(others, []);
  assert.equal(credential.descriptor.id, passkey.id);
  assert.equal(credential.userId, userId);
  assert.equal(credential.nickname, 'phone');
  assert.equal(credential.rpid, 'localhost');
  assert.equal(credential.isDiscoverable, true);
  assert.equal(Buffer.from(credential.userHandle, 'base64').toString(), userId);
  assert.deepEqual(await client.listCredentials(randomUUID()), []);
});

test('a deleted credential is gone and signs nobody in', async () => {
  const { userId, passkey } = await registered();
  await client.deleteCredential(Converters.base64UrlToUint8Array(passkey.id));
  assert.deepEqual(await client.listCredentials(userId), []);
  await assert.rejects(signIn({ url: emulator.url, apiKey, passkey }), ({ problem }) => problem.errorCode === 'unknown_credential');
});

test('a deleted user is gone', async () => {
  const { userId } = await registered();
  await client.deleteUser(userId);
  assert.deepEqual(await client.listCredentials(userId), []);
});

test('aliases are set and listed', async () => {
  const { userId } = await registered();
  const alias = `${userId}@example.test`;
  await client.setAliases({ userId, aliases: [alias], hashing: false });
  const [listed, ...others] = await client.listAliases(userId);
  assert.deepEqual(others, []);
  assert.equal(listed.userId, userId);
  assert.equal(listed.plaintext, alias);
});

test('an alias that somebody else has is refused with a code', async () => {
  const alias = `${randomUUID()}@example.test`;
  await registered({ aliases: [alias] });
  const options = Object.assign(new RegisterOptions(), { userId: randomUUID(), username: 'x', aliases: [alias] });
  await assert.rejects(client.createRegisterToken(options), error => {
    assert(error instanceof ApiException);
    assert.equal(error.details.status, 409);
    assert.equal(error.details.errorCode, 'alias_conflict');
    return true;
  });
});

test('a magic link is sent, and its token verifies', async () => {
  const userId = randomUUID();
  const urlTemplate = 'http://localhost:4000/magic#$TOKEN';
  await client.sendMagicLink({ emailAddress: 'fry@example.test', urlTemplate, userId });
  const outbox = await (await fetch(`${emulator.url}/_emulator/outbox`)).json();
  const { address, link } = outbox.find((mail) => mail.userId === userId);
  assert.equal(address, 'fry@example.test');
  const user = await client.verifyToken(link.slice('http://localhost:4000/magic#'.length));
  assert.equal(user.userId, userId);
  assert.equal(user.type, 'magic_link');
});

test('a token is generated, and verifies', async () => {
  const { token } = await client.generateAuthenticationToken({ userId: 'u-1', timeToLive: 60 });
  const user = await client.verifyToken(token);
  assert.equal(user.userId, 'u-1');
  assert.equal(user.type, 'generated_signin');
});

test('a wrong secret is refused with the problem that the SDK understands', async () => {
  const stranger = new PasswordlessClient(apiSecret.replace(/.$/, '0'), { baseUrl: emulator.url });
  await assert.rejects(stranger.listCredentials('u-1'), error => {
    assert(error instanceof ApiException);
    assert.equal(error.details.status, 401);
    assert.match(error.details.type, /ApiSecret/);
    return true;
  });
});
