/** Any class. */
type Class = (abstract new (...args: never[]) => object) & { prototype: object };

/**
 * Makes a class that code compiled to ES5 can extend, as it could extend
 * upstream's: `_super.call(this, data) || this` of a native class is a TypeError.
 *
 * @param Native - the class
 * @returns the same class, except that it can be called
 */
export function callable<C extends Class>(Native: C): C {
	return (Native.prototype.constructor = new Proxy(Native, {
		apply(_, that, args) {
			// A native class, called, throws the engine's own TypeError.
			if (!(that instanceof Native))
				return (Native as unknown as (...args: unknown[]) => unknown)(...(args as unknown[]));
			// The caller continues with its own object, whether or not it uses the result.
			return Object.assign(that, Reflect.construct(Native, args) as object);
		},
	}));
}
