/**
 * Adds a property that appears in no enumeration, copy or JSON text. It stays
 * configurable: a property that is not could not be read through a deep proxy, such as
 * Vue's.
 *
 * @param object - which may be frozen: then nothing happens, and readers must do without the property
 * @param name - which property
 * @param value - its value
 */
export function hide(object: object, name: symbol, value: unknown): void {
	Reflect.defineProperty(object, name, { value, configurable: true, writable: true });
}
