// The emulator's program as a process of this test's own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../../target/debug/passwordless-emulator', import.meta.url));

// The keys that the vendor's own test image comes with, and so the emulator.
export const apiKey = 'test:public:2e728aa5986f4ba8b073a5b28a939795';
export const apiSecret = 'test:secret:a679563b331846c79c20b114a4f56d02';

export async function startEmulator() {
  const program = process.env.PASSWORDLESS_EMULATOR ?? built;
  const child = spawn(program, ['--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const failed = once(child, 'error').then(([error]) => { throw error; });
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /http:\/\/[^\s"]+/.exec(line)?.[0];
      if (url) return url.replace(/\/$/, '');
    }
    throw new Error(`${program} ended before it said where it listens`);
  })();
  const url = await Promise.race([ready, failed]);
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
