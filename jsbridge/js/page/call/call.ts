import type { CallName } from '../../runtime/calls';
import { isSignal, until } from '../base/abort';
import { start } from '../load/start';
import type { Caller, CallRequest, CallState } from '../state/call';
import { flights } from '../state/flight';
import { listen } from '../state/sign-out';
import { callbacksOf, deliverTo } from './callbacks';

/**
 * Makes a call of the Go core, which is loaded when it is not there;
 * runtime/calls.ts says what is sent and what becomes of the reply. It throws only
 * what the application's own values throw when they are read.
 *
 * The request is copied synchronously, as JSON: later changes to the application's
 * values do not reach it, and `toJSON` methods are honoured. The storage, and the
 * application's own way to send requests, are passed on by reference.
 *
 * @param name - of the call
 * @param request - the state of the pool and the user
 * @param args - the method's arguments
 * @param to - the application's callbacks, or a signal in their place
 * @param caller - for whom
 * @returns without callbacks, a promise of the result
 */
export function call(
	name: CallName,
	state: CallState,
	args: unknown[],
	to: AbortSignal | undefined,
	caller: Caller,
): Promise<unknown>;
export function call(name: CallName, state: CallState, args: unknown[], to: unknown, caller: Caller): unknown;
export function call(
	name: CallName,
	{ storage, request, ...state }: CallState,
	args: unknown[],
	to: unknown,
	caller: Caller,
): unknown {
	const { flight } = caller;
	const signal = flight ? flight.controller.signal : isSignal(to) ? to : undefined;
	const copy: CallRequest = {
		// eslint-disable-next-line @typescript-eslint/no-misused-spread -- as an object, JSON leaves out what is undefined
		...(JSON.parse(JSON.stringify({ ...state, args: { ...args } })) as CallRequest),
		storage,
		request,
		signal,
	};
	const callbacks = callbacksOf(to);
	const send = () => start().then(({ perform }) => perform(name, copy, { ...caller, callbacks }));
	const answer = until<unknown>(signal, isSignal(to) && to.aborted ? new Promise(() => {}) : send());
	if (flight) {
		flights.add(flight);
		listen();
		const over = () => flights.delete(flight);
		answer.then(over, over);
		if (isSignal(to)) until(to, answer).catch(() => flight.controller.abort(to.reason));
	}
	return deliverTo(to, answer);
}
