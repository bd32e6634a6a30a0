// Whole ceremonies against the service's public endpoints, with a passkey in software. As a program, for other
// languages, it reads {"do": "register" | "signIn", "url", "apiKey", ...} from its input and prints the outcome.
import { pathToFileURL } from 'node:url';
import { text } from 'node:stream/consumers';
import { Passkey } from './passkey.mjs';

const rpid = 'localhost';
const origin = 'http://localhost:4000';

export async function register({ url, apiKey, token, nickname }) {
  const { data, session } = await post(url, apiKey, 'register/begin', { token });
  const passkey = Passkey.create(data.user.id);
  const response = passkey.attest(data, origin);
  const verify = (await post(url, apiKey, 'register/complete', { session, response, nickname })).token;
  return { token: verify, passkey };
}

export async function signIn({ url, apiKey, passkey, userId }) {
  const { data, session } = await post(url, apiKey, 'signin/begin', { userId });
  const response = passkey.assert(data, origin);
  const { token } = await post(url, apiKey, 'signin/complete', { session, response });
  return { token, allowed: data.allowCredentials.map(({ id }) => id) };
}

async function post(url, apiKey, path, body) {
  const answer = await fetch(`${url}/${path}`, {
    method: 'POST',
    headers: { ApiKey: apiKey, 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...body, rpid, origin }),
  });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(`${path}: ${answer.status} ${JSON.stringify(said)}`), { problem: said });
  return said;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const order = JSON.parse(await text(process.stdin));
  if (order.passkey) order.passkey = new Passkey(order.passkey);
  console.log(JSON.stringify(await { register, signIn }[order.do](order)));
}
