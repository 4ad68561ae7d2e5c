import { poolOptions } from '../page/base/options';
import { callbacksOf, deliver, deliverTo, refuse } from '../page/call/callbacks';
import { callbackOf, resultOf, tellSignIn, unhandled } from '../runtime/step';
import type { SignInCallbacks, SignInResult } from '../runtime/step';
import { send } from './backend';
import type { BackendSession, Step } from './backend';
import type { BackendHost, BackendUser, Classes, SessionState } from './facade';
import { BackendStorage, signOutIs } from './storage';

/** The application's callbacks: a function, an object, or none, which asks for a promise. */
type To = unknown;
type Method = (this: BackendUser, ...args: never[]) => unknown;
interface AuthenticationDetails {
	getPassword(): string;
	getClientMetadata(): object;
	getValidationData(): object;
}

/** The methods that need a token; the last ones are how the page itself signs in, which would bring one here. */
const needToken =
	'changePassword deleteAttributes deleteUser disableMFA enableMFA forgetDevice forgetSpecificDevice ' +
	'getAttributeVerificationCode getDevice getMFAOptions getUserAttributes getUserData listDevices refreshSession ' +
	'setDeviceStatusNotRemembered setDeviceStatusRemembered setUserMfaPreference updateAttributes verifyAttribute ' +
	'authenticateUserInternal getDeviceResponse initiateAuth';

/** Reports whether an argument is the application's callbacks. */
const isCallbacks = (argument: unknown) =>
	typeof argument === 'function' || typeof (Object(argument) as { onFailure?: unknown }).onFailure === 'function';

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
			`${what} needs a token, which the server keeps: send the request through it.`,
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

	/** Keeps the session that the server has sent. */
	const hold = (storage: BackendStorage, reply: BackendSession): SessionState => {
		const session = sessionOf(reply);
		storage.held = { session, sub: reply.sub };
		return session;
	};

	/** Finds a user's session; none if the user is not signed in. */
	const findSession = (
		user: BackendUser,
		storage: BackendStorage,
	): SessionState | Promise<SessionState> | undefined => {
		const known = storage.user();
		if (!known || known.username !== user.username) {
			user.signInUserSession = null;
			return undefined;
		}
		const held = () => {
			if (!storage.held || storage.held.sub !== known.sub) return;
			return (user.signInUserSession = storage.held.session);
		};
		const session = held();
		if (session && session.isValid()) return session;
		const asking = (storage.asking =
			storage.asking ||
			send<BackendSession>(host, storage.prefix + 'session')
				.then((reply) => {
					// Whoever has signed out meanwhile is not signed in again.
					if (storage.user()?.sub === reply.sub) hold(storage, reply);
					else storage.held = undefined;
				})
				.finally(() => {
					if (storage.asking === asking) storage.asking = undefined;
				}));
		return asking.then(
			() => {
				const now = held();
				if (!now) throw new host.CognitoError('SignedOut', 'The user signed out meanwhile.');
				return now;
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

	/** Takes a step of a sign-in. */
	const step = (user: BackendUser, storage: BackendStorage, path: string, body: object, to: To) => {
		const callbacks = callbacksOf(to) as SignInCallbacks | undefined;
		const result = send<Step>(host, storage.prefix + path, body).then((reply): SignInResult => {
			const { signedIn, challenge } = reply;
			if (!challenge) {
				const session = hold(storage, signedIn!);
				storage.secretCode = user.Session = undefined;
				signOutIs(storage, false);
				user.username = signedIn!.username;
				user.signInUserSession = session;
				return { session, userConfirmationNecessary: !!reply.userConfirmationNecessary };
			}
			const { name } = challenge;
			const member = callbackOf(challenge);
			if (!member || (callbacks && typeof callbacks[member] !== 'function'))
				throw unhandled(host, name, 'there is no callback for it');
			user.challengeName = name;
			const { SecretCode } = Object(challenge.parameters) as { SecretCode?: string };
			if (SecretCode) storage.secretCode = SecretCode;
			return resultOf(challenge, host);
		});
		return callbacks
			? deliver(
					result,
					(value) => tellSignIn(callbacks, value),
					(error) => refuse(error, callbacks),
				)
			: result;
	};

	/** Replaces a method for users whose storage is a server's. */
	const replace = (name: string, own: (user: BackendUser, storage: BackendStorage, args: unknown[]) => unknown) => {
		const original = users[name]!;
		const value = function (this: BackendUser, ...args: never[]) {
			const { storage } = this as { storage: unknown };
			return storage instanceof BackendStorage ? own(this, storage, args) : original.apply(this, args);
		};
		Object.defineProperty(value, 'length', { value: original.length });
		users[name] = value; // which stays as it was: not enumerable
	};

	for (const name of needToken.split(' '))
		replace(name, (_user, _storage, args) => refuse(refused(name), args.find(isCallbacks)));
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
	replace('associateSoftwareToken', (_user, storage, [to]) => {
		const { secretCode } = storage;
		if (!secretCode) return refuse(refused('associateSoftwareToken'), to);
		const callbacks = callbacksOf(to) as { associateSecretCode(secret: string): void } | undefined;
		return callbacks ? callbacks.associateSecretCode(secretCode) : Promise.resolve(secretCode);
	});
	replace('verifySoftwareToken', (user, storage, [answer, friendlyDeviceName, to]) =>
		storage.secretCode
			? step(user, storage, 'challenge', { name: 'MFA_SETUP', answer, friendlyDeviceName }, to)
			: refuse(refused('verifySoftwareToken'), to),
	);
	const getSession = users.getSession!;
	replace('getSession', (user, storage, args) => {
		const [to] = args;
		const found = findSession(user, storage);
		// The storage has nothing then, and the facade knows what upstream says.
		if (!found) return getSession.apply(user, args as never[]);
		const callback = callbacksOf(to) as ((error: unknown, session: SessionState | null) => unknown) | undefined;
		if (!callback) return Promise.resolve(found);
		if (!('then' in found)) return callback(null, found);
		return deliver(
			found,
			(session) => callback(null, session),
			(error) => callback(error, null),
		);
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
			deliver(done, () => (callback as () => unknown)(), callback as (error: unknown) => void);
		else done.catch(() => {}); // it is tried again when a page is opened
	});
	replace('globalSignOut', (user, storage, [to]) =>
		deliverTo(
			to,
			signOut(user, storage, { global: true }).then(() =>
				callbacksOf(to)
					? (callbacks: { onSuccess(result: string): void }) => callbacks.onSuccess('SUCCESS')
					: 'SUCCESS',
			),
		),
	);
}

/** Marks the class that it was added to. */
const added = /* @__PURE__ */ Symbol.for('cognitowasm.bff');

/**
 * Returns the text of a JWT without a signature (RFC 7519, section 6), for base/jwt.ts, which reads both
 * alphabets of base64. Its header is `{"alg":"none"}`.
 */
function unsecured(claims: object): string {
	return `eyJhbGciOiJub25lIn0.${btoa(unescape(encodeURIComponent(JSON.stringify(claims))))}.`;
}

/** Returns the data for the pool's triggers: ValidationData where it has a member, as upstream. */
function metadataOf(details: AuthenticationDetails): object {
	const validationData = details.getValidationData();
	return Object.keys(validationData).length ? validationData : details.getClientMetadata();
}
