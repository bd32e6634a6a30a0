// The script that pages load, as the crate puts it together, and its TypeScript declarations.
//
//   npm run declarations     writes passwordless/src/browser/passwordless.d.ts anew

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const crate = fileURLToPath(new URL('../../passwordless/', import.meta.url));
export const DECLARATIONS = join(crate, 'src/browser/passwordless.d.ts');

/** The files that the crate's build script names, in its order. */
export function source() {
  const [, names] = /FILES[^=]*=\s*\[([^\]]*)\]/.exec(readFileSync(join(crate, 'build.rs'), 'utf8'));
  return names.match(/\w+/g).map((name) => readFileSync(join(crate, `src/browser/${name}.js`), 'utf8')).join('\n');
}

/** The same without the lines of comments, as it is served. */
export const served = () => source().split('\n').filter((line) => !/^\s*(\/\/|\/\*|\*|$)/.test(line)).join('\n');

/** What TypeScript makes of the comments in it. */
export function declarations() {
  const folder = mkdtempSync(join(tmpdir(), 'declarations-'));
  try {
    const file = join(folder, 'passwordless.js');
    writeFileSync(file, source());
    const options = {
      allowJs: true, declaration: true, emitDeclarationOnly: true, strict: true, outDir: folder,
      target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022,
    };
    let written = '';
    ts.createProgram([file], options).emit(undefined, (_, text) => { written = text; });
    return `// Generated from the script by \`npm run declarations\` in stories/node.\n${written}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is wrong with a TypeScript program, in a line each. */
export function complaints(file) {
  const options = {
    strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022, types: [],
    moduleResolution: ts.ModuleResolutionKind.Bundler, paths: { '/passkeys/passwordless.js': [DECLARATIONS] },
  };
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(DECLARATIONS, declarations());
