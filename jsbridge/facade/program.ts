/**
 * dist/cognitowasm.program.mjs: the program as a module, for bundlers.
 *
 * @packageDocumentation
 */
import base64 from 'cognitowasm:bytes';
import { gunzipSync } from 'fflate';

/** Unpacks the program: by the browser where it can, else by a library, which takes longer. */
export async function program(): Promise<Uint8Array> {
	const packed = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
	try {
		const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
		return new Uint8Array(await new Response(unpacked).arrayBuffer());
	} catch {
		return gunzipSync(packed);
	}
}
