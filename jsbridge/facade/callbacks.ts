import { world } from './environment';

/**
 * Shows an error of the application's own callback to the page as uncaught,
 * as if no library stood in between.
 */
function surface(error: unknown): void {
	if (world.reportError) world.reportError(error);
	else
		setTimeout(() => {
			throw error;
		});
}

/**
 * Hands what a promise brings to exactly one of two callbacks of the
 * application. What the callback throws never reaches the other one: it
 * surfaces as an uncaught error. What it returns is ignored.
 *
 * Callbacks that are called before a method returns need none of this: their
 * exceptions go to the method's caller.
 *
 * @param answer - settles with the value to hand out, conversions included
 * @param succeeded - calls the application with the value
 * @param failed - calls the application with the error
 */
export function deliver<T>(answer: Promise<T>, succeeded: (value: T) => void, failed: (error: any) => void): void {
	answer
		.then(
			(value) => {
				succeeded(value);
			},
			(error) => {
				failed(error);
			},
		)
		.then(undefined, surface);
}

/**
 * Hands what a promise brings to a node callback: `(null, value)` or
 * `(error, null)`, with `this` undefined.
 *
 * @param answer - settles with the value to hand out
 * @param callback - the application's; without one, the promise is handed back
 */
export function deliverNode<T>(answer: Promise<T>, callback?: (error: any, value: any) => unknown): any {
	if (!callback) return answer;
	deliver(
		answer,
		(value) => callback(null, value),
		(error) => callback(error, null),
	);
}

/** An object of the application's callbacks, of which one is called, as its method. */
export interface CallbackMap {
	onFailure(error: any): unknown;
	onSuccess?(value: any, more?: any): unknown;
}

/**
 * Hands what a promise brings to an object of callbacks.
 *
 * @param answer - settles with the value to hand out
 * @param callbacks - the application's; without them, the promise is handed back
 * @param succeeded - calls one of them with the value; `onSuccess` when left out
 */
export function deliverMap<T, C extends CallbackMap>(
	answer: Promise<T>,
	callbacks: C | undefined,
	succeeded: (callbacks: C, value: T) => void = (to, value) => to.onSuccess!(value),
): any {
	if (!callbacks) return answer;
	deliver(
		answer,
		(value) => succeeded(callbacks, value),
		(error) => callbacks.onFailure(error),
	);
}

/** Refuses a call before anything is sent: at once to a callback, else as a promise. */
export function refuse(error: Error, callback: ((error: Error) => unknown) | undefined | false): any {
	return callback ? callback(error) : Promise.reject(error);
}
