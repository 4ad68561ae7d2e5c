/**
 * Asking a signed-in user for the password or a passkey again: a sign-in beside the session,
 * whose tokens replace the session's in the end, if they are the same user's.
 *
 * @packageDocumentation
 */
import { deviceKeys, userKey } from '../gen/keys';
import type { PageStorage } from '../gen/protocol';
import { isSignal } from '../page/base/abort';
import { upstreamError } from '../page/base/errors';
import { hide } from '../page/base/hidden';
import { decodePayload } from '../page/base/jwt';
import { optionsOf, poolOptions } from '../page/base/options';
import { deliver } from '../page/call/callbacks';
import type { SessionState } from '../page/state/user';
import type { Classes, StateHost, StateUser } from './facade';
import { sessionOf } from './storage';
import type { Read } from './storage';
import type { Tabs } from './tabs';
import { quiet, sessionStep, writing } from './users';

/** See entries/state.d.ts. */
interface Options {
	password?: unknown;
	passkey?: unknown;
	clientMetadata?: unknown;
	targetAcrValues?: string | string[];
	maxAge?: number;
}

/** A step of a sign-in, where there are no callbacks. */
interface Result {
	challengeName?: string;
	session?: SessionState;
}
type Callbacks = Record<string, ((...args: unknown[]) => unknown) | undefined>;
type Passwordless = StateUser & { signInWithPasskey?(to?: unknown, clientMetadata?: unknown): Promise<Result> };

/**
 * The methods that answer a challenge, and which argument the callbacks are. While the user
 * has one to answer, these answer it.
 */
const answers: Record<string, number> = {
	sendMFACode: 1,
	sendMFASelectionAnswer: 1,
	sendCustomChallengeAnswer: 1,
	completeNewPasswordChallenge: 2,
	selectChallenge: 1,
	signInWithPasskey: 0,
};
/** Those that a signed-in user may need for something else: only while a second factor is to be set up. */
const setUp: typeof answers = { associateSoftwareToken: 0, verifySoftwareToken: 2 };

/** How many milliseconds to wait for a refresh that is under way, as the core's own sign-ins do. */
const briefWait = 2000;

/** The last attempt of each user object. */
const attempts = new WeakMap<object, () => void>();

export function addReauthentication({ CognitoUser }: Classes, host: StateHost, tabs: Tabs, read: Read): void {
	/** A user object of the same name, whose sign-in changes nothing. */
	async function twin(user: StateUser, clientId: string): Promise<Passwordless> {
		const items = new Map<string, string>();
		const storage = {
			getItem: (key: string) => items.get(key) as string | null,
			setItem: (key: string, value: string) => void items.set(key, value),
			removeItem: (key: string) => void items.delete(key),
		} satisfies PageStorage;
		quiet.add(storage);
		for (const name of deviceKeys()) {
			const key = userKey(clientId, user.username, name);
			const value = await read(user.storage, key);
			if (value) items.set(key, value as string);
		}
		// What is kept for a reload would sign in.
		const client = Object.create(user.client) as StateUser['client'];
		hide(client, poolOptions, { ...optionsOf(user.client), keepChallenges: undefined });
		const Pool = Object.create(user.pool, {
			client: { value: client },
			storage: { value: storage },
		}) as StateUser['pool'];
		return Object.assign(new CognitoUser({ Username: user.username, Pool, Storage: storage }), deviceOf(user));
	}

	const subOf = (accessToken: unknown) => decodePayload('' + (accessToken as string)).sub;

	async function begin(user: StateUser, { password, passkey, targetAcrValues, maxAge, clientMetadata }: Options) {
		const clientId = user.pool.getClientId();
		const isPasskeyMissing = passkey && !(user as Passwordless).signInWithPasskey;
		if (isPasskeyMissing || (!passkey && !password)) {
			const message = isPasskeyMissing
				? "passkey needs the entry 'cognitowasm/passwordless'."
				: 'reauthenticate takes a password, or passkey: true.';
			throw new host.CognitoError('InvalidParameter', message);
		}
		const accessToken = await read(user.storage, userKey(clientId, user.username, 'accessToken'));
		const sub = subOf(accessToken);
		if (!sub) throw upstreamError('User is not authenticated', 'NO_SESSION');
		const model = tabs.upToDate(tabs.modelOf(clientId, user.storage));
		const other = await twin(user, clientId);
		const given = deviceOf(other);

		const previous = attempts.get(user);
		if (previous) previous();
		let ended: 'SignedOut' | 'Aborted' | undefined;
		const methods: PropertyDescriptorMap = {};
		const end = (why: 'SignedOut' | 'Aborted' = 'Aborted') => {
			ended = ended || why;
			model.watchers.delete(watch);
			for (const name of Object.keys(methods)) Reflect.deleteProperty(user, name);
		};
		const watch = () => {
			if (!model.sessions.has(user.username)) end('SignedOut');
		};
		model.watchers.add(watch);
		attempts.set(user, end);

		/** Takes the tokens, or throws. */
		const adopt = async (): Promise<SessionState> => {
			const session = other.signInUserSession!;
			const isSame = subOf(session.getAccessToken().getJwtToken()) === sub;
			const name = ['cognitowasm', clientId, user.username].join('.');
			let taken: SessionState | undefined;
			await exclusively(name, async () => {
				if (!(await sessionOf(read, user.storage, clientId, user.username))) end('SignedOut');
				if (ended || !isSame) return;
				writing.keepsCurrent = true;
				try {
					user.setSignInUserSession((taken = session));
					const device = deviceOf(other);
					if (device.deviceKey !== given.deviceKey) {
						Object.assign(user, device);
						if (device.deviceKey) user.cacheDeviceKeyAndPassword();
						else user.clearCachedDeviceKeyAndPassword();
					}
				} finally {
					writing.keepsCurrent = false;
				}
			});
			const why = ended;
			end();
			if (taken) {
				tabs.publish(model, sessionStep(user, false));
				return taken;
			}
			other.revokeTokens(() => {});
			throw why
				? new host.CognitoError(
						why,
						why === 'Aborted' ? 'Another sign-in of this user began meanwhile.' : 'The user signed out meanwhile.',
					)
				: new host.CognitoError('UserMismatch', 'These are the tokens of another user than the one who is signed in.');
		};

		/** The user's own methods answer this challenge, until the attempt is over. */
		const wait = (isSetUp: boolean) => {
			if (ended) return;
			const forward = (name: string, value: (...args: unknown[]) => unknown) => {
				methods[name] = { value, configurable: true, writable: true };
			};
			for (const [name, at] of Object.entries(isSetUp ? { ...answers, ...setUp } : answers)) {
				forward(name, (...args) => {
					const to = args[at];
					while (args.length <= at) args.push(undefined);
					args[at] = toOther(to);
					return result(
						(other as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!(...args) as
							Promise<Result> | undefined,
						to,
					);
				});
			}
			for (const name of ['authenticateUser', 'initiateAuth'] as const) {
				forward(name, (...args) => {
					end();
					return (user as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!(...args);
				});
			}
			Object.defineProperties(user, methods);
		};

		/** What the other user calls in place of the application's callbacks. */
		const toOther = (to: unknown): unknown =>
			!to || isSignal(to)
				? to
				: new Proxy(to as Callbacks, {
						get(callbacks, name: string) {
							if (name === 'onSuccess') {
								return (_: unknown, ...more: unknown[]) =>
									deliver(
										adopt(),
										(session) => callbacks.onSuccess!(session, ...more),
										(error) => callbacks.onFailure!(error),
									);
							}
							if (name === 'webAuthnRequired' && passkey)
								return () => other.signInWithPasskey!(toOther(to), clientMetadata);
							const member = callbacks[name];
							if (typeof member !== 'function') return member;
							return (...args: unknown[]) => {
								if (name !== 'onFailure') wait(name === 'mfaSetup' || name === 'associateSecretCode');
								return member.apply(callbacks, args);
							};
						},
					});

		/** The result of a step without callbacks. */
		const result = (step: Promise<Result> | undefined, to: unknown): Promise<Result> | undefined =>
			step &&
			step.then(async (taken) => {
				const { challengeName, session } = Object(taken) as Result;
				if (session) return { ...taken, session: await adopt() };
				if (challengeName === 'WEB_AUTHN' && passkey) return result(other.signInWithPasskey!(to, clientMetadata), to)!;
				if (challengeName) wait(challengeName === 'MFA_SETUP');
				return taken;
			});

		return (to: unknown) => {
			const levels = targetAcrValues && ([] as string[]).concat(targetAcrValues).join(' ');
			const isByChoice = passkey || levels || maxAge !== undefined;
			const flow = (other.authenticationFlowType = isByChoice ? 'USER_AUTH' : user.authenticationFlowType);
			const parameters = {
				PREFERRED_CHALLENGE: passkey ? 'WEB_AUTHN' : undefined,
				TARGET_ACR_VALUES: levels,
				MAX_AGE: maxAge === undefined ? maxAge : String(maxAge),
				ACCESS_TOKEN: levels && accessToken,
			};
			return result(
				host.sendSignIn(other, 'signIn', toOther(to), password, flow, clientMetadata, parameters) as
					Promise<Result> | undefined,
				to,
			);
		};
	}

	Object.assign(CognitoUser.prototype, {
		reauthenticate(this: StateUser, options: Options, to?: unknown) {
			const begun = begin(this, Object(options) as Options);
			if (!to || isSignal(to)) return begun.then((run) => run(to));
			deliver(
				begun,
				(run) => void run(to),
				(error) => (to as Callbacks).onFailure!(error),
			);
			return undefined;
		},
	});
}

const deviceOf = ({ deviceKey, randomPassword, deviceGroupKey }: StateUser) => ({
	deviceKey: deviceKey!,
	randomPassword: randomPassword!,
	deviceGroupKey: deviceGroupKey!,
});

/** Does something while no refresh is under way, in any tab; a long one is not waited for. */
async function exclusively(name: string, run: () => Promise<void>): Promise<void> {
	const { locks } = globalThis.navigator || {};
	const limit = new AbortController();
	const timer = setTimeout(() => limit.abort(), briefWait);
	let hasRun = false;
	try {
		await locks.request(name, { signal: limit.signal }, () => {
			hasRun = true;
			clearTimeout(timer);
			return run();
		});
	} catch (error) {
		if (hasRun) throw error;
		await run();
	} finally {
		clearTimeout(timer);
	}
}
