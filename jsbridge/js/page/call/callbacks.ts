import { isSignal } from '../base/abort';
import { world } from '../base/environment';

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
 * The application's callbacks: a function, which gets `(null, value)` or
 * `(error, null)` with `this` undefined; or an object, of which one member is
 * called, as its method.
 */
export type Callbacks = ((error: any, value: any, more?: any) => unknown) | CallbackMap;

/** The application's callbacks, where it gives some: an AbortSignal in their place asks for a promise. */
export function callbacksOf<To>(to: To | AbortSignal | undefined): To | undefined {
	return isSignal(to) ? undefined : to;
}

/** See {@link Callbacks}. */
export interface CallbackMap {
	onFailure(error: any): unknown;
	onSuccess?(value: any, more?: any): unknown;
}

/**
 * Hands what a promise brings to the application.
 *
 * @param to - its callbacks; without them, the promise is handed back
 * @param answer - settles with a function that calls them, where there are any,
 * and else with the value to hand out
 */
export function deliverTo(to: Callbacks | AbortSignal | undefined, answer: Promise<any>): any {
	if (!to || isSignal(to)) return answer;
	deliver(answer, (tell) => tell(to), (error) => refuse(error, to));
}

/** Tells the application of an error: its callbacks at once, or as a promise where there are none. */
export function refuse(error: Error, to: Callbacks | AbortSignal | undefined): any {
	if (!to || isSignal(to)) return Promise.reject(error);
	return typeof to === 'function' ? to(error, null) : to.onFailure(error);
}

/** Tells the application of a result: its callback at once, or as a promise where there is none. */
export function answer<T>(value: T, to: ((error: null, value: T) => unknown) | AbortSignal | undefined): any {
	return !to || isSignal(to) ? Promise.resolve(value) : to(null, value);
}
