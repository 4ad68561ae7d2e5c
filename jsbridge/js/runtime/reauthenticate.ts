/**
 * A sign-in of a user who is signed in already: it has a storage of its own, and its tokens
 * replace the session's in the end, if they are the same user's. A part of the runtime.
 *
 * @packageDocumentation
 */
import { deviceKeys, lastUserKey } from '../gen/keys';
import type { PageStorage, SessionReply, SignInReply } from '../gen/protocol';
import { upstreamError } from '../page/base/errors';
import { hide } from '../page/base/hidden';
import { decodePayload } from '../page/base/jwt';
import { keyOf } from '../page/base/keys';
import { optionsOf } from '../page/base/options';
import type { Caller, CallRequest, Host } from '../page/state/call';
import type { UserState } from '../page/state/user';
import { remember } from './remember';
import { challengeIs, takeDevice, takeSignIn } from './replies';
import { unhandled } from './step';
import type { SignInResult } from './step';

/** A reauthentication that is not over. */
export interface Attempt {
	/** Where its sign-in is stored. */
	storage: PageStorage;
	/** The claim `sub` of the session. */
	sub: unknown;
	/** Whether a passkey was asked for, so that the dialog needs no callback. */
	isByPasskey: boolean;
	/** The state of the challenge that is to be answered. */
	session?: unknown;
}

/** The hidden property of a user object that has its last attempt. */
const attempt = Symbol();

/** What of the user object is needed here. */
type User = UserState & {
	cacheDeviceKeyAndPassword(): void;
	setSignInUserSession(session: unknown): void;
	/** Where `cognitowasm/passwordless` was imported. */
	signInWithPasskey?(signal: AbortSignal): Promise<SignInResult>;
	[attempt]?: Attempt;
};

/** How many milliseconds to wait for a refresh that is under way, as core does. */
const briefWait = 2000;

const subOf = (token: unknown) => decodePayload('' + (token as string)).sub;

/** See entries/state.d.ts. */
interface Options {
	password?: unknown;
	passkey?: unknown;
	clientMetadata?: unknown;
	targetAcrValues?: string | string[];
	maxAge?: unknown;
}

const optionsFrom = ({ args }: CallRequest) => Object(args[0]) as Options;

/** The arguments of a sign-in that does what was asked for. */
export function argumentsOf(request: CallRequest): unknown[] {
	const { password, passkey, clientMetadata, targetAcrValues, maxAge } = optionsFrom(request);
	const levels = targetAcrValues && ([] as string[]).concat(targetAcrValues).join(' ');
	const isByChoice = passkey || levels || maxAge !== undefined;
	const parameters = {
		PREFERRED_CHALLENGE: passkey ? 'WEB_AUTHN' : undefined,
		TARGET_ACR_VALUES: levels,
		MAX_AGE: maxAge === undefined ? undefined : String(maxAge),
		ACCESS_TOKEN: levels ? request.accessToken : undefined,
	};
	return [passkey ? undefined : password, isByChoice ? 'USER_AUTH' : request.args[1], clientMetadata, parameters];
}

/**
 * Begins an attempt.
 *
 * @throws CognitoError `InvalidParameter`; upstream's error for who is not signed in
 */
export async function attemptFor(request: CallRequest, { flight }: Caller, host: Host): Promise<Attempt> {
	const { password, passkey } = optionsFrom(request);
	const storage = request.storage!;
	const user = flight!.user as User;
	if (passkey ? !user.signInWithPasskey : !password) {
		const message = "reauthenticate takes a password, or passkey: true with 'cognitowasm/passwordless'.";
		throw new host.CognitoError('InvalidParameter', message);
	}
	const sub = subOf(await storage.getItem(keyOf(user, 'accessToken')));
	if (!sub) throw upstreamError('User is not authenticated', 'NO_SESSION');
	const items = new Map<string, string>();
	for (const name of deviceKeys()) {
		const key = keyOf(user, name);
		const value = (await storage.getItem(key)) as string | null | undefined;
		// Whose device is remembered, is not asked for a second factor.
		if (value) items.set(key, value);
	}
	return {
		sub,
		isByPasskey: !!passkey,
		storage: {
			getItem: (key) => items.get(key),
			setItem: (key, value) => void items.set(key, value),
			removeItem: (key) => void items.delete(key),
		},
	};
}

/** The attempt whose challenge a call answers, if there is one. */
export function attemptOf(user: UserState, session: unknown): Attempt | undefined {
	const last = (user as User)[attempt];
	return last && session && last.session === session ? last : undefined;
}

/**
 * Takes a step of a reauthentication.
 *
 * @param storage - the user's
 * @throws what {@link takeSignIn} throws; CognitoError `UserMismatch`, `SignedOut`: nothing has changed
 */
export async function takeAgain(
	reply: SignInReply,
	caller: Caller,
	host: Host,
	storage: PageStorage,
	current: Attempt,
	revoke: (tokens: SessionReply) => Promise<unknown>,
): Promise<SignInResult> {
	const { sub } = current;
	const user = caller.flight!.user as User;
	const { signal } = caller.flight!.controller;
	const { challenge, session: tokens } = reply;
	if (!tokens) {
		// Its answers belong to the session that there is.
		if (challenge!.name === 'MFA_SETUP')
			throw unhandled(host, challenge!.name, 'a second factor is set up by signing in');
		const isDialog = current.isByPasskey && challenge!.name === 'WEB_AUTHN';
		const result = takeSignIn(
			{ ...reply, username: user.username },
			isDialog ? { ...caller, callbacks: undefined } : caller,
			host,
		);
		hide(user, attempt, { ...current, session: user.Session });
		return isDialog ? user.signInWithPasskey!(signal) : result;
	}
	const isSame = subOf(tokens.accessToken) === sub;
	let isIn = false;
	host.underway = (host.underway || 0) + 1;
	try {
		await exclusively(['cognitowasm', user.pool.getClientId(), user.username].join('.'), async () => {
			const lastKey = lastUserKey(user.pool.getClientId());
			const last = (await storage.getItem(lastKey)) as string | null | undefined;
			isIn = subOf(await storage.getItem(keyOf(user, 'accessToken'))) === sub && !signal.aborted;
			if (!isIn || !isSame) return;
			host.keepsCurrent = true;
			try {
				user.setSignInUserSession(host.makeSession(tokens));
				if (last && last !== user.username) void storage.setItem(lastKey, last);
				else if (!last) void storage.removeItem(lastKey);
			} finally {
				host.keepsCurrent = false;
			}
		});
		if (!isIn || !isSame) {
			// Nobody has a use for them.
			revoke(tokens).catch(() => {});
			throw isIn
				? new host.CognitoError(
						'UserMismatch',
						'The name has become that of another user than the one who is signed in.',
					)
				: new host.CognitoError('SignedOut', 'The user signed out meanwhile.');
		}
		const session = user.signInUserSession!;
		takeDevice(user, reply);
		if (reply.device) user.cacheDeviceKeyAndPassword();
		else if (reply.deviceForgotten) user.clearCachedDeviceKeyAndPassword();
		user.challengeName = reply.challengeName;
		challengeIs(user);
		if (optionsOf(user.client).verifyTokens) remember(user, session, host);
		if (host.stateChanged) host.stateChanged(user, 'refreshed');
		return { session, userConfirmationNecessary: reply.userConfirmationNecessary };
	} finally {
		host.underway--;
	}
}

/** Does something while no refresh is under way in any tab, unless that takes long. */
async function exclusively(name: string, run: () => Promise<void>): Promise<void> {
	const { locks } = (globalThis.navigator as Navigator | undefined) || ({} as Partial<Navigator>);
	const limit = new AbortController();
	const timer = setTimeout(() => limit.abort(), briefWait);
	let running: Promise<void> | undefined;
	const begin = () => {
		clearTimeout(timer);
		return (running = running || run());
	};
	try {
		// There are none in a page without HTTPS, and sandboxed frames refuse them.
		if (locks) await locks.request(name, { signal: limit.signal }, begin);
	} catch {
		// What happened in there is what matters.
	}
	await begin();
}
