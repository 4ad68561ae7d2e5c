/**
 * Bytes of a text that has one character per byte.
 *
 * @param text - of characters below U+0100
 */
export function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
