// Writes docs/reference, the API of the TypeScript entries and of the Go packages. Git ignores it.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeTypeScript } from './typescript.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}docs/reference/`;
rmSync(folder, { recursive: true, force: true });
await writeTypeScript(root, `${folder}typescript`);
execFileSync('go', ['run', './internal/cmd/goreference', `${folder}go`], { cwd: root, stdio: 'inherit' });
