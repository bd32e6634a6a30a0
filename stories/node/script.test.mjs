import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { DECLARATIONS, complaints, declarations, served } from './script.mjs';

test('the declarations are those of the script as it is', () => {
  assert.equal(readFileSync(DECLARATIONS, 'utf8'), declarations(), 'run `npm run declarations` in stories/node');
});

test('a page in TypeScript is checked by them', () => {
  assert.deepEqual(complaints(fileURLToPath(new URL('consumer.ts', import.meta.url))), []);
});

test('what pages load is less than 11 kB, compressed', () => {
  const size = gzipSync(served(), { level: 9 }).length;
  assert.ok(size < 11_000, `${size} bytes`);
});
