import { isSignal, until } from '../base/abort';
import { CognitoUserAttribute } from '../classes/attribute';
import { callbacksOf, deliverTo } from './callbacks';
import type { CallName } from '../../runtime/calls';
import { CognitoError } from '../base/errors';
import { flights } from '../state/flight';
import type { Flight } from '../state/flight';
import { keep } from '../state/guard';
import type { PoolOptions } from '../base/options';
import type { CognitoUserPool } from '../classes/pool';
import type { JSONValue, PoolRequest } from '../../gen/protocol';
import { makeSession } from '../classes/session';
import { endSession, hold, listen } from '../state/sign-out';
import { start } from '../load/start';
import { CognitoUser, give } from '../classes/user';
import { verified } from '../state/verified';

/** A request whose JSON members are the application's own values. */
export type Given<Request> = {
	[Member in keyof Request]: JSONValue extends Request[Member] ? unknown : Request[Member];
};

/** What a call is made of: the pool, the user where there is one, and what the method was given. */
export interface Said extends Given<PoolRequest>, Pick<PoolOptions, 'requestTimeout' | 'refreshBefore'> {
	username?: string | undefined;
	deviceKey?: string | null | undefined;
	deviceGroupKey?: string | null | undefined;
	randomPassword?: string | null | undefined;
	/** The state of a sign-in. */
	session?: string | null | undefined;
	challengeName?: string | undefined;
	/** The one of the session in memory, while that is valid. */
	accessToken?: string | undefined;
	/** The method's arguments. */
	args?: any;
}

/** Who makes a call, and for whom. */
export interface Context {
	/** The application's callbacks, where it gave some. */
	callbacks?: unknown;
	user?: CognitoUser | undefined;
	pool?: CognitoUserPool | undefined;
	/** That of a call that brings a session. */
	flight?: Flight | undefined;
}

/** What of the facade the runtime needs: its classes and its state. */
const host = () => ({
	CognitoError,
	endSession,
	give,
	hold,
	keep,
	makeSession,
	CognitoUser,
	CognitoUserAttribute,
	verified,
});

/** See {@link host}. */
export type Host = ReturnType<typeof host>;

/**
 * Makes a call of the Go core, which is loaded when it is not there; calls.ts
 * says what is asked and what becomes of the reply. It throws only what the
 * application's own values throw when they are read.
 *
 * What is said is copied at once, as JSON carries it: later changes to the
 * application's values do not reach it, and `toJSON` methods are honoured. The
 * storage, and the application's own way to send requests, are passed on by reference.
 *
 * @param name - of the call
 * @param said - about the pool and the user
 * @param args - the method's arguments
 * @param to - the application's callbacks, or a signal in their place
 * @param context - for whom
 * @returns without callbacks, a promise of the result
 */
export function call(name: CallName, { storage, request, ...said }: Said, args: unknown[], to: any, context: Context): any {
	const { flight } = context;
	const signal = flight ? flight.controller.signal : isSignal(to) ? to : undefined;
	const copy: Said = { ...JSON.parse(JSON.stringify({ ...said, args: { ...args } })), storage, request, signal };
	const callbacks = callbacksOf(to);
	const send = () =>
		start().then(({ operations, perform }) => perform(operations, name, copy, { ...context, callbacks }, host()));
	const answer: Promise<any> = until(signal, isSignal(to) && to.aborted ? new Promise(() => {}) : send());
	if (flight) {
		flights.add(flight);
		listen();
		const over = () => flights.delete(flight);
		answer.then(over, over);
		if (isSignal(to)) until(to, answer).catch(() => flight.controller.abort(to.reason));
	}
	return deliverTo(to, answer);
}
