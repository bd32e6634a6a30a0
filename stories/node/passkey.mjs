// A passkey in software: one ES256 key pair that answers WebAuthn's two ceremonies. Written from the specification
// with nothing but node:crypto, so that it shares no code with the emulator it bears witness to.
import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const WITH_CREDENTIAL = 0x40;
const ES256 = -7;

const sha256 = bytes => createHash('sha256').update(bytes).digest();
const base64url = bytes => Buffer.from(bytes).toString('base64url');

// The little of CBOR (RFC 8949) that an attestation needs; a Map keeps the order of its members.
function cbor(value) {
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  return Buffer.concat([head(5, value.size), ...[...value].flat().map(cbor)]);
}

function head(major, length) {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  if (length < 0x100) return Buffer.from([(major << 5) | 24, length]);
  return Buffer.from([(major << 5) | 25, length >> 8, length & 0xff]);
}

export class Passkey {
  static create(userHandle) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return new Passkey({
      id: base64url(randomBytes(16)), userHandle, counter: 0, key: privateKey.export({ format: 'jwk' }),
    });
  }

  // From what JSON.stringify made of a passkey.
  constructor({ id, userHandle, counter, key }) {
    Object.assign(this, { id, userHandle, counter, key });
  }

  // What navigator.credentials.create answers to the options of register/begin.
  attest({ challenge, rp, pubKeyCredParams }, origin) {
    if (!pubKeyCredParams.some(({ alg }) => alg === ES256)) throw new Error('ES256 was not offered');
    const coordinate = name => Buffer.from(this.key[name], 'base64url');
    const coseKey = cbor(new Map([[1, 2], [3, ES256], [-1, 1], [-2, coordinate('x')], [-3, coordinate('y')]]));
    const id = Buffer.from(this.id, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const authData = Buffer.concat([this.#authenticatorData(rp.id, WITH_CREDENTIAL), Buffer.alloc(16), length, id, coseKey]);
    return this.#answer({ credProps: { rk: true } }, {
      clientDataJSON: base64url(clientData('webauthn.create', challenge, origin)),
      attestationObject: base64url(cbor(new Map([['fmt', 'none'], ['attStmt', new Map()], ['authData', authData]]))),
    });
  }

  // What navigator.credentials.get answers to the options of signin/begin.
  assert({ challenge, rpId }, origin) {
    const authData = this.#authenticatorData(rpId, 0);
    const client = clientData('webauthn.get', challenge, origin);
    const key = createPrivateKey({ key: this.key, format: 'jwk' });
    return this.#answer({}, {
      clientDataJSON: base64url(client),
      authenticatorData: base64url(authData),
      signature: base64url(sign('sha256', Buffer.concat([authData, sha256(client)]), key)),
      userHandle: this.userHandle,
    });
  }

  #authenticatorData(rpId, flags) {
    this.counter += 1;
    const tail = Buffer.alloc(5);
    tail.writeUInt8(USER_PRESENT | USER_VERIFIED | flags, 0);
    tail.writeUInt32BE(this.counter, 1);
    return Buffer.concat([sha256(rpId), tail]);
  }

  #answer(clientExtensionResults, response) {
    return { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults, response };
  }
}

function clientData(type, challenge, origin) {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}
