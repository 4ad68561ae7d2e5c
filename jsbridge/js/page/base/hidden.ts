/**
 * Gives an object a property that no enumeration, copy or JSON text shows. It stays
 * configurable: through a deep proxy, as Vue makes them, a property that is not could
 * not be read.
 *
 * @param object - may be frozen: then nothing happens, and who asks for it does without
 * @param name - which property
 * @param value - its value
 */
export function hide(object: object, name: symbol, value: unknown): void {
	Reflect.defineProperty(object, name, { value, configurable: true, writable: true });
}
