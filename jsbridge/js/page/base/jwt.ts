import { bytesOf } from './bytes';

/**
 * Decodes UTF-8 as browsers do, with U+FFFD for invalid bytes.
 *
 * @param bytes - one character per byte
 * @throws TypeError for invalid bytes in an environment without TextDecoder, such as jsdom
 */
function decodeUTF8(bytes: string): string {
	try {
		return decodeURIComponent(escape(bytes));
	} catch {
		const decoder = new globalThis.TextDecoder(undefined, { ignoreBOM: true });
		return decoder.decode(bytesOf(bytes));
	}
}

/**
 * Decodes base64 or base64url as Node's Buffer does: up to the first `=`,
 * skipping what is in neither alphabet.
 *
 * @param text - the base64 text, padded or not
 * @returns one character per byte
 */
function decodeBase64(text: string): string {
	const digits = text
		.split('=')[0]!
		.replace(/-/g, '+')
		.replace(/_/g, '/')
		.replace(/[^\w+/]/g, '');
	return atob(digits.length % 4 === 1 ? digits.slice(0, -1) : digits);
}

/** The payloads of the last tokens, decoded: pages read the same two again and again. */
const texts = /* @__PURE__ */ new Map<string, string>();

/**
 * Reads the payload of a JWT, without looking at the signature. The service
 * verifies tokens; a page only shows what they say.
 *
 * @param token - the token's text
 * @returns the JSON value of the second piece, always an object of its own, or an
 * empty object where there is none
 * @throws TypeError when the token is not a string
 */
export function decodePayload(token: string): { [claim: string]: unknown } {
	const piece = token.split('.')[1];
	try {
		let text = texts.get(piece!);
		if (!text) {
			text = decodeUTF8(decodeBase64(piece!));
			if (texts.size > 8) texts.clear();
			texts.set(piece!, text);
		}
		return JSON.parse(text) as { [claim: string]: unknown };
	} catch {
		return {};
	}
}
