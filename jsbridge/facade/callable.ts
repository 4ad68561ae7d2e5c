/** Any class. */
type Class = (abstract new (...args: any[]) => object) & { prototype: object };

/**
 * Makes a class that code compiled to ES5 can extend, as it could extend the
 * peer's: `_super.call(this, data) || this` of a native class is a TypeError.
 *
 * @param Native - the class
 * @returns a function with the same prototype, name and number of arguments
 */
export function callable<C extends Class>(Native: C): C {
	function Callable(this: any, ...args: unknown[]): unknown {
		if (new.target) return Reflect.construct(Native, args, new.target);
		if (!(this instanceof Callable)) throw new TypeError('Cannot call a class as a function');
		// The caller goes on with its own object, whether it looks at the result or not.
		return Object.assign(this, Reflect.construct(Native, args));
	}
	// Its name, its number of parameters and its prototype; the parent that the token
	// classes share stays theirs.
	Object.defineProperties(Callable, Object.getOwnPropertyDescriptors(Native));
	Object.setPrototypeOf(Callable, Object.getPrototypeOf(Native));
	Native.prototype.constructor = Callable;
	return Callable as unknown as C;
}
