import { isSignal } from '../base/abort';
import { surface } from '../base/surface';

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
export function deliver<T>(answer: Promise<T>, succeeded: (value: T) => void, failed: (error: unknown) => void): void {
	answer
		.then(
			(value) => {
				succeeded(value);
			},
			(error: unknown) => {
				failed(error);
			},
		)
		.then(undefined, surface);
}

/** The application's callbacks, if any: an AbortSignal in their place asks for a promise. */
export function callbacksOf<To>(to: To): Exclude<To, AbortSignal> | undefined {
	return isSignal(to) ? undefined : (to as Exclude<To, AbortSignal>);
}

/**
 * What the application passes in the place of callbacks is unknown until it is called: a
 * function, with `this` undefined; or an object, of which one member is called, as its
 * method; or no callbacks at all, which asks for a promise.
 */
export type Callback = (error: unknown, value: unknown, more?: unknown) => unknown;

/** See {@link Callback}. */
export interface CallbackMap {
	onFailure(error: unknown): unknown;
	onSuccess?(value: unknown, more?: unknown): unknown;
}

/**
 * Hands what a promise brings to the application.
 *
 * @param to - its callbacks; without them, the promise is handed back
 * @param answer - settles with a function that calls them, where there are any,
 * and else with the value to hand out
 */
export function deliverTo(to: unknown, answer: Promise<unknown>): Promise<unknown> | undefined {
	if (!to || isSignal(to)) return answer;
	deliver(
		answer,
		(tell) => (tell as (to: unknown) => unknown)(to),
		(error) => refuse(error, to),
	);
	return undefined;
}

/** Passes an error to the application: synchronously to its callbacks, or as a rejected promise where there are none. */
export function refuse(error: unknown, to: unknown): unknown {
	if (!to || isSignal(to)) return Promise.reject(error);
	return typeof to === 'function' ? (to as Callback)(error, null) : (to as CallbackMap).onFailure(error);
}

/** Passes a result to the application: synchronously to its callback, or as a promise where there is none. */
export function answer(value: unknown, to: unknown): unknown {
	return !to || isSignal(to) ? Promise.resolve(value) : (to as Callback)(null, value);
}
