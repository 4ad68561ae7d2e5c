import { challengeCallbacks, firstFactorCallbacks } from '../gen/challenges';
import { isSignal } from '../page/base/abort';
import { poolOptions } from '../page/base/options';
import { surface } from '../page/base/surface';
import { send } from './backend';
import type { BackendSession, Step } from './backend';
import type { BackendHost, BackendUser, Classes, SessionState } from './facade';
import { BackendStorage, signOutIs } from './storage';

/** The application's callbacks: a function, an object, or none, which asks for a promise. */
type To = unknown;
type Callbacks = { [name: string]: (...args: unknown[]) => unknown };
type Method = (this: BackendUser, ...args: never[]) => unknown;
interface AuthenticationDetails {
	getPassword(): string;
	getClientMetadata(): object;
	getValidationData(): object;
}

/** The methods that need a token, and the place of their callbacks among the arguments. */
const needToken: { [method: string]: number } = {
	changePassword: 2,
	deleteAttributes: 1,
	deleteUser: 0,
	disableMFA: 0,
	enableMFA: 0,
	forgetDevice: 0,
	forgetSpecificDevice: 1,
	getAttributeVerificationCode: 1,
	getDevice: 0,
	getMFAOptions: 0,
	getUserAttributes: 0,
	getUserData: 0,
	listDevices: 2,
	refreshSession: 1,
	setDeviceStatusNotRemembered: 0,
	setDeviceStatusRemembered: 0,
	setUserMfaPreference: 2,
	updateAttributes: 1,
	verifyAttribute: 2,
	// How the page itself signs in, which would bring the tokens here.
	authenticateUserInternal: 2,
	getDeviceResponse: 0,
	initiateAuth: 1,
};

/**
 * Adds sessions that a server keeps to the classes of this package. Programs that import
 * `cognitowasm/bff` need not call it, unless they use the classes of `cognitowasm/inline`.
 *
 * @param classes - this package, or its class CognitoUser
 * @throws TypeError for classes of another library, or of another version of this one
 */
export function addBackend({ CognitoUser }: Classes): void {
	const users = CognitoUser.prototype as { [method: string]: Method } & { [poolOptions]?: BackendHost };
	const host = users[poolOptions];
	if (!host) throw new TypeError('addBackend takes the classes of cognitowasm.');
	if (added in users) return;
	Object.defineProperty(users, added, { value: true });

	const refused = (what: string) =>
		new host.CognitoError(
			'TokenUnavailable',
			`${what} needs a token, and the server keeps the tokens: send the request through it.`,
		);

	/** Makes a session of the claims: its tokens have them, and no signature. */
	const sessionOf = ({ idClaims, accessClaims, drift }: BackendSession): SessionState => {
		const session = host.makeSession({
			idToken: unsecured(idClaims),
			accessToken: unsecured(accessClaims),
			refreshToken: '',
			// Replies take their time, and dates are whole seconds.
			clockDrift: Math.abs(drift) < 5 ? 0 : drift,
		});
		for (const token of [session.getIdToken(), session.getAccessToken()]) {
			Object.defineProperty(token, 'getJwtToken', {
				value() {
					throw refused('getJwtToken');
				},
			});
		}
		return session;
	};

	/** Takes a session that the server has sent. */
	const take = (user: BackendUser, storage: BackendStorage, reply: BackendSession): SessionState => {
		const session = sessionOf(reply);
		storage.held = { session, sub: reply.sub };
		signOutIs(storage, false);
		user.username = reply.username;
		user.Session = null;
		user.signInUserSession = session;
		return session;
	};

	const findSession = (user: BackendUser, storage: BackendStorage): SessionState | Promise<SessionState> => {
		const { held } = storage;
		const known = storage.user();
		if (!known || known.username !== user.username) {
			user.signInUserSession = null;
			const error = new Error('Local storage is missing an ID Token, Please authenticate');
			throw Object.assign(error, { code: 'NoSession', reason: 'NO_SESSION', retryable: false });
		}
		if (held && held.sub === known.sub && held.session.isValid()) return (user.signInUserSession = held.session);
		const asking = (storage.asking =
			storage.asking ||
			send<BackendSession>(host, storage.prefix + 'session').finally(() => {
				if (storage.asking === asking) storage.asking = undefined;
			}));
		return asking.then(
			(reply) => {
				// Whoever has signed out meanwhile is not signed in again.
				if (storage.user()?.sub !== reply.sub || reply.username !== user.username)
					throw new host.CognitoError('SignedOut', 'The user signed out meanwhile.');
				return take(user, storage, reply);
			},
			(error: unknown) => {
				if ((error as { reason?: unknown }).reason === 'NO_SESSION') {
					storage.forget();
					user.signInUserSession = null;
				}
				throw error;
			},
		);
	};

	/** Calls the application back with a step of a sign-in. */
	const tell = (to: Callbacks, user: BackendUser, storage: BackendStorage, { signedIn, challenge }: Step) => {
		if (signedIn) return void to.onSuccess!(take(user, storage, signedIn));
		const { name, parameters, availableChallenges } = challenge!;
		user.challengeName = name;
		const member = callbackOf(name, to);
		if (!member) throw unhandled(name);
		if (name === 'NEW_PASSWORD_REQUIRED') {
			const { userAttributes, requiredAttributes } = newPassword(parameters);
			to[member]!(userAttributes, requiredAttributes);
		} else if (name === 'CUSTOM_CHALLENGE') to[member]!(parameters);
		else if (name === 'SELECT_CHALLENGE') to[member]!(availableChallenges, parameters);
		else {
			if (name === 'MFA_SETUP') secretCodes.set(user, parameters.SecretCode!);
			to[member]!(name, parameters);
		}
	};
	const unhandled = (name: string) =>
		new host.CognitoError('UnhandledChallenge', 'The service asks for ' + name + ', and there is no callback for it.');

	/** Takes a step of a sign-in, with callbacks or a promise. */
	const step = (user: BackendUser, storage: BackendStorage, path: string, body: object, to: To) => {
		const reply = send<Step>(host, storage.prefix + path, body);
		if (to && !isSignal(to)) {
			const callbacks = to as Callbacks;
			reply
				.then((result) => {
					const { challenge } = result;
					if (challenge && !callbackOf(challenge.name, callbacks)) throw unhandled(challenge.name);
					return () => tell(callbacks, user, storage, result);
				})
				.then(
					(call) => call(),
					(error: unknown) => callbacks.onFailure!(error),
				)
				.catch(surface);
			return undefined;
		}
		return reply.then(({ signedIn, challenge }) => {
			if (signedIn) return { session: take(user, storage, signedIn), userConfirmationNecessary: false };
			const { name, parameters, availableChallenges } = challenge!;
			user.challengeName = name;
			if (name === 'MFA_SETUP') secretCodes.set(user, parameters.SecretCode!);
			return name === 'NEW_PASSWORD_REQUIRED'
				? { challengeName: name, ...newPassword(parameters) }
				: { challengeName: name, challengeParameters: parameters, ...(availableChallenges && { availableChallenges }) };
		});
	};

	/** Replaces a method for users whose storage is a server's. */
	const replace = (name: string, own: (user: BackendUser, storage: BackendStorage, args: unknown[]) => unknown) => {
		const original = users[name]!;
		Object.defineProperty(users, name, {
			configurable: true,
			writable: true,
			value: {
				[name](this: BackendUser, ...args: never[]) {
					const { storage } = this as { storage: unknown };
					return storage instanceof BackendStorage ? own(this, storage, args) : original.apply(this, args);
				},
			}[name],
		});
		Object.defineProperty(users[name], 'length', { value: original.length });
	};

	for (const [name, index] of Object.entries(needToken))
		replace(name, (_user, _storage, args) => settle(args[index], Promise.reject(refused(name))));
	for (const name of ['authenticateUser', 'authenticateUserDefaultAuth', 'authenticateUserPlainUsernamePassword'])
		replace(name, (user, storage, [details, to]) => {
			const given = details as AuthenticationDetails;
			const clientMetadata = metadataOf(given);
			return step(
				user,
				storage,
				'signin',
				{ username: user.username, password: given.getPassword(), clientMetadata },
				to,
			);
		});
	replace('sendMFACode', (user, storage, [answer, to, type, clientMetadata]) =>
		step(user, storage, 'challenge', { name: type || user.challengeName || 'SMS_MFA', answer, clientMetadata }, to),
	);
	replace('sendMFASelectionAnswer', (user, storage, [answer, to]) =>
		step(user, storage, 'challenge', { name: 'SELECT_MFA_TYPE', answer }, to),
	);
	replace('sendCustomChallengeAnswer', (user, storage, [answer, to, clientMetadata]) =>
		step(user, storage, 'challenge', { name: 'CUSTOM_CHALLENGE', answer, clientMetadata }, to),
	);
	replace('completeNewPasswordChallenge', (user, storage, [password, attributes, to, clientMetadata]) =>
		step(
			user,
			storage,
			'challenge',
			{ name: 'NEW_PASSWORD_REQUIRED', password, attributes: attributes || {}, clientMetadata },
			to,
		),
	);
	replace('associateSoftwareToken', (user, _storage, [to]) => {
		const secret = secretCodes.get(user);
		if (!secret) return settle(to, Promise.reject(refused('associateSoftwareToken')));
		if (!to || isSignal(to)) return Promise.resolve(secret);
		return void (to as Callbacks).associateSecretCode!(secret);
	});
	replace('verifySoftwareToken', (user, storage, [answer, friendlyDeviceName, to]) => {
		if (!secretCodes.has(user)) return settle(to, Promise.reject(refused('verifySoftwareToken')));
		return step(user, storage, 'challenge', { name: 'MFA_SETUP', answer, friendlyDeviceName }, to);
	});
	replace('getSession', (user, storage, [to]) => {
		const callback =
			!to || isSignal(to) ? undefined : (to as (error: unknown, session: SessionState | null) => unknown);
		let found: SessionState | Promise<SessionState>;
		try {
			found = findSession(user, storage);
		} catch (error) {
			if (!callback) return Promise.reject(error);
			callback(error, null);
			return undefined;
		}
		if (!callback) return Promise.resolve(found);
		if ('then' in found) settle(callback, found);
		else return callback(null, found);
		return undefined;
	});
	const signOut = (user: BackendUser, storage: BackendStorage, body: object) => {
		user.signInUserSession = null;
		user.Session = null;
		storage.forget();
		signOutIs(storage, true);
		return send(host, storage.prefix + 'signout', body).then((reply) => {
			signOutIs(storage, false);
			return reply;
		});
	};
	replace('signOut', (user, storage, [callback]) => {
		const done = signOut(user, storage, {});
		if (typeof callback === 'function')
			done
				.then(() => undefined)
				.then(callback as () => void, callback as () => void)
				.catch(surface);
		else done.catch(() => {}); // it is tried again when a page is opened
	});
	replace('globalSignOut', (user, storage, [to]) =>
		settle(
			to,
			signOut(user, storage, { global: true }).then(() => 'SUCCESS'),
		),
	);
}

/** Marks the class that it was added to. */
const added = /* @__PURE__ */ Symbol.for('cognitowasm.bff');

/** The secrets of authenticator apps that are being set up. */
const secretCodes = /* @__PURE__ */ new WeakMap<object, string>();

/** Hands a promise to the application: to its callbacks, or as it is. */
function settle(to: To, promise: Promise<unknown>): unknown {
	if (!to || isSignal(to)) return promise;
	const callbacks = to as Callbacks;
	promise
		.then(
			(value) => () =>
				typeof to === 'function'
					? (to as (error: null, value: unknown) => unknown)(null, value)
					: callbacks.onSuccess!(value),
			(error: unknown) => () =>
				typeof to === 'function'
					? (to as (error: unknown, value: null) => unknown)(error, null)
					: callbacks.onFailure!(error),
		)
		.then((call) => call())
		.catch(surface);
	return undefined;
}

/** Returns the text of a JWT without a signature (RFC 7519, section 6). */
function unsecured(claims: object): string {
	const encode = (value: object) =>
		btoa(unescape(encodeURIComponent(JSON.stringify(value))))
			.replace(/\+/g, '-')
			.replace(/\//g, '_')
			.replace(/=/g, '');
	return encode({ alg: 'none' }) + '.' + encode(claims) + '.';
}

/** Returns the callback of a challenge that the application has. */
function callbackOf(name: string, to: Callbacks): string | undefined {
	return [challengeCallbacks[name], firstFactorCallbacks[name]].find(
		(member) => member && typeof to[member] === 'function',
	);
}

/** Returns the parameters of NEW_PASSWORD_REQUIRED, which are texts, the attributes without their prefix. */
function newPassword({ userAttributes, requiredAttributes }: { [name: string]: string }) {
	return {
		userAttributes: userAttributes ? (JSON.parse(userAttributes) as unknown) : null,
		requiredAttributes: ((requiredAttributes && (JSON.parse(requiredAttributes) as string[])) || []).map((name) =>
			name.slice('userAttributes.'.length),
		),
	};
}

/** Returns the data for the pool's triggers: ValidationData where it has a member, as upstream. */
function metadataOf(details: AuthenticationDetails): object {
	const validationData = details.getValidationData();
	return Object.keys(validationData).length ? validationData : details.getClientMetadata();
}
