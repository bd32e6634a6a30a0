// A page in TypeScript: what it may write, and what it may not.

import { Account, Passwordless, PasskeyError, WORDS, capabilities, diagnose, next } from '/passkeys/passwordless.js';

const words: Record<string, string> = { ...WORDS, cancelled: 'Abgebrochen.' };
const account = new Account({ apiUrl: 'https://v4.passwordless.dev', apiKey: 'myapp:public:1', words, onSignedOut: () => fetch('/logout') });
const control = new AbortController();

export async function page(): Promise<void> {
  const { make, here, offer, sync } = await capabilities();
  const told: boolean = make && here && offer && sync;
  const { userId, name, expiresAt } = await account.register('alice', { form: { email: 'a@b.example' }, nickname: 'laptop' });
  const texts: string[] = [userId, name, expiresAt, next('/me'), String(told)];
  await account.signIn({ name: 'alice', signal: control.signal, onStep: (step) => texts.push(step) });
  const chosen = await account.autofill();
  if (chosen) texts.push(chosen.userId);
  const seconds: number = (await account.stepUp('pay')).maxAge;
  for (const passkey of (await account.passkeys()).passkeys) {
    const text: string = passkey.nickname ?? passkey.aaguid;
    texts.push(text, String(seconds));
    await account.deletePasskey(passkey.id);
  }
  await account.addPasskey({ nickname: 'phone' });
  await account.askForLink('a@b.example');
  await account.followLink().catch((error: unknown) => {
    if (error instanceof PasskeyError && error.confirm) return error.confirm();
    throw error;
  });
  await account.session();
  await account.signOut();
  await account.signOutEverywhere({ signal: control.signal });
  diagnose({ origins: ['https://app.example'] })?.message.trim();
}

export async function ownRoutes(token: string): Promise<void> {
  const passkeys = new Passwordless({ apiUrl: 'https://v4.passwordless.dev', apiKey: 'myapp:public:1' });
  const verified: string = await passkeys.register(token, { nickname: 'laptop' });
  await passkeys.signIn({ alias: verified, to: '/login/passkey', body: { remember: true } });
  await passkeys.confirm('step-up', { userId: 'u', to: '/close' });
  // @ts-expect-error: a name is a text.
  await account.register(5);
  // @ts-expect-error: without the public key nothing works.
  new Passwordless({ apiUrl: 'https://v4.passwordless.dev' });
}
