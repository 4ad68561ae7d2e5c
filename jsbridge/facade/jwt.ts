// UTF-8 in a string of bytes: each well-formed sequence, and each longest
// beginning of one, which the WHATWG decoder replaces by one U+FFFD.
const sequences =
	/[\xc2-\xdf][\x80-\xbf]?|(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf]?|(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf]{0,2}|[\x80-\xff]/g;

function decodeSequence(bytes: string): string {
	try {
		return decodeURIComponent(bytes.replace(/./g, (byte) => '%' + byte.charCodeAt(0).toString(16)));
	} catch {
		return '\ufffd';
	}
}

/**
 * Decodes base64 or base64url as Node's Buffer does: up to the first `=`,
 * leaving out what is in neither alphabet.
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

/**
 * Reads the payload of a JWT, without looking at the signature. The service
 * verifies tokens; a page only shows what they say.
 *
 * @param token - the token's text
 * @returns the JSON value of the second piece, or an empty object where there
 * is none
 * @throws TypeError when the token is not a string
 */
export function decodePayload(token: string): any {
	const piece = token.split('.')[1];
	try {
		return JSON.parse(decodeBase64(piece!).replace(sequences, decodeSequence));
	} catch {
		return {};
	}
}
