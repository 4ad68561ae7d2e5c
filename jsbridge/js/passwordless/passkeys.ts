/**
 * Passkeys of a user: registering, listing, deleting, and signing in with one. The ceremony
 * is in webauthn.ts.
 *
 * @packageDocumentation
 */
import { isSignal } from '../page/base/abort';
import { challengeChanged } from '../page/base/challenge';
import type { CallName } from '../runtime/calls';
import { deliver } from '../page/call/callbacks';
import type { CognitoErrorCode } from '../page/base/errors';
import type { PoolState } from '../page/state/user';
import { autofill } from './autofill';
import { lifetime } from './challenge';
import { open } from './facade';
import type { Classes, PasswordlessHost, PasswordlessUser } from './facade';
import { create, get, notifyDeleted, notifyUnknown } from './webauthn';

/** What of the service's replies is read here. */
interface Credential {
	id: string;
}
interface CreationOptions {
	rp: Credential;
	user: Credential;
	excludeCredentials?: Credential[];
}
interface RequestOptions {
	rpId: string;
	allowCredentials?: Credential[];
}
interface Page {
	Credentials: unknown[];
	NextToken?: string;
}
interface Step {
	session?: unknown;
	challengeName?: string;
	availableChallenges?: unknown;
	challengeParameters?: { CREDENTIAL_REQUEST_OPTIONS: string };
}
/** The application's callbacks. */
interface Callbacks {
	onFailure(error: unknown): void;
	onSuccess?(value: unknown): void;
	selectChallenge?(available: unknown, parameters: unknown): void;
}
type Callback = ((error: unknown, value?: unknown) => void) | Callbacks;

const failure = (callbacks: Callbacks) => (error: unknown) => {
	callbacks.onFailure(error);
};

const signalOf = (to: unknown) => (isSignal(to) ? to : undefined);

/** The key of the name of the user who used a passkey here last; upstream has no such key. */
const lastKey = (pool: PoolState) => 'cognitowasm.' + pool.getClientId() + '.passkeyUser';

/** Adds the methods to the classes. */
export function addPasskeys({ CognitoUser, CognitoUserPool }: Classes, host: PasswordlessHost): void {
	const fail = (code: CognitoErrorCode, message: string, cause?: unknown) =>
		new host.CognitoError(code, message, cause);

	/** Makes a call that only a signed-in user may make. */
	const ask = <Reply>(user: PasswordlessUser, name: CallName, to: unknown, ...args: unknown[]) =>
		host.sendSignedIn(user, name, signalOf(to), ...args) as Promise<Reply>;

	/** Hands the result to the application, in the way that it asked for. */
	const hand = <T>(to: unknown, result: Promise<T>): Promise<T> | undefined => {
		if (!to || isSignal(to)) return result;
		const callback = to as Callback;
		deliver(
			result,
			(value) => {
				if (typeof callback === 'function') callback(null, value);
				else callback.onSuccess!(value);
			},
			(error) => {
				if (typeof callback === 'function') callback(error);
				else callback.onFailure(error);
			},
		);
		return undefined;
	};

	/** Remembers who uses passkeys here; a storage that refuses it only costs typing the name. */
	const remember = ({ pool, username }: PasswordlessUser) => {
		Promise.resolve()
			.then(() => pool.storage!.setItem(lastKey(pool), username))
			.catch(() => {});
	};

	const register = async (user: PasswordlessUser, to: unknown) => {
		const { CredentialCreationOptions: options } = await ask<{ CredentialCreationOptions: CreationOptions }>(
			user,
			'startWebAuthnRegistration',
			to,
		);
		const credential = (await create(options, fail, signalOf(to))) as Credential;
		await ask(user, 'completeWebAuthnRegistration', to, credential);
		remember(user);
		return { credentialId: credential.id };
	};

	const list = async (user: PasswordlessUser, to: unknown) => {
		const all: unknown[] = [];
		let next: string | undefined;
		do {
			const page: Page = await ask<Page>(user, 'listWebAuthnCredentials', to, undefined, next);
			all.push(...page.Credentials);
			next = page.NextToken;
		} while (next);
		return all;
	};

	const remove = async (user: PasswordlessUser, credentialId: string, to: unknown) => {
		await ask(user, 'deleteWebAuthnCredential', to, credentialId);
		// Only the options of a registration name the user as passkeys do.
		if ('signalAllAcceptedCredentials' in Object(globalThis.PublicKeyCredential)) {
			ask<{ CredentialCreationOptions: CreationOptions }>(user, 'startWebAuthnRegistration', undefined)
				.then(({ CredentialCreationOptions: { rp, user: owner, excludeCredentials } }) => {
					if (excludeCredentials)
						void notifyDeleted(
							rp.id,
							owner.id,
							excludeCredentials.map(({ id }) => id),
						);
				})
				.catch(() => {}); // a courtesy
		}
		return 'SUCCESS';
	};

	/** Begins a sign-in with a passkey. */
	const begin = (user: PasswordlessUser, signal: AbortSignal | undefined, clientMetadata: unknown) => {
		user.authenticationFlowType = 'USER_AUTH';
		const preferred = { PREFERRED_CHALLENGE: 'WEB_AUTHN' };
		return host.sendSignIn(user, 'signIn', signal, undefined, 'USER_AUTH', clientMetadata, preferred) as Promise<Step>;
	};

	const optionsOf = (parameters: Step['challengeParameters']): RequestOptions => {
		try {
			return JSON.parse(parameters!.CREDENTIAL_REQUEST_OPTIONS) as RequestOptions;
		} catch {
			throw fail('InvalidResponse', 'The parameters of WEB_AUTHN are not readable.');
		}
	};

	/** Answers WEB_AUTHN with an assertion. */
	const answer = (
		user: PasswordlessUser,
		options: RequestOptions,
		assertion: object,
		to: unknown,
		clientMetadata: unknown,
	) => {
		const { rpId, allowCredentials } = options;
		const { id } = assertion as Credential;
		// The service does not say that it does not know a passkey; its list does.
		if (allowCredentials && allowCredentials.length && !allowCredentials.some((one) => one.id === id)) {
			void notifyUnknown(rpId, id);
		}
		remember(user);
		return host.sendSignIn(user, 'sendWebAuthnCredential', to, JSON.stringify(assertion), clientMetadata);
	};

	/** Hands a step that is not WEB_AUTHN to the application. */
	const tell = (to: Callbacks, { session, availableChallenges, challengeName, challengeParameters }: Step) => {
		if (session) to.onSuccess!(session);
		else if (availableChallenges && to.selectChallenge) to.selectChallenge(availableChallenges, challengeParameters);
		else
			to.onFailure(
				fail(
					'UnhandledChallenge',
					'The callbacks have no member for ' + challengeName + ': the user is not signed in.',
				),
			);
	};

	Object.assign(CognitoUser.prototype, {
		registerPasskey(this: PasswordlessUser, to?: unknown) {
			return hand(to, register(this, to));
		},
		listPasskeys(this: PasswordlessUser, to?: unknown) {
			return hand(to, list(this, to));
		},
		deletePasskey(this: PasswordlessUser, credentialId: string, to?: unknown) {
			return hand(to, remove(this, credentialId, to));
		},
		getUserAuthFactors(this: PasswordlessUser, to?: unknown) {
			return host.sendSignedIn(this, 'getUserAuthFactors', to);
		},
		signInWithPasskey(this: PasswordlessUser, to?: unknown, clientMetadata?: unknown) {
			const signal = signalOf(to);
			const ceremony = async () => {
				const { challengeName, challengeParameters } = this[open] || {};
				const step =
					challengeName === 'WEB_AUTHN'
						? { challengeName, challengeParameters: challengeParameters as Step['challengeParameters'] }
						: await begin(this, signal, clientMetadata);
				if (step.challengeName !== 'WEB_AUTHN') return { step };
				const options = optionsOf(step.challengeParameters);
				return { options, assertion: await get(options, fail, signal) };
			};
			if (!to || signal) {
				return ceremony().then(({ step, options, assertion }) =>
					assertion ? answer(this, options, assertion, to, clientMetadata) : step,
				);
			}
			const callbacks = to as Callbacks;
			deliver(
				ceremony(),
				({ step, options, assertion }) => {
					if (assertion) answer(this, options, assertion, to, clientMetadata);
					else tell(callbacks, step);
				},
				failure(callbacks),
			);
			return undefined;
		},
		autofillPasskey(this: PasswordlessUser, input: HTMLElement, callbacks: Callbacks, signal?: AbortSignal) {
			// A user object of its own: what waits here is no sign-in that the user has begun.
			const waiting = new CognitoUser({ Username: this.username, Pool: this.pool, Storage: this.storage });
			Object.defineProperty(waiting, challengeChanged, { value: undefined });
			let options: RequestOptions;
			return autofill(
				input,
				async (aborted) => {
					const step = await begin(waiting, aborted, undefined);
					if (step.challengeName !== 'WEB_AUTHN') return undefined;
					options = optionsOf(step.challengeParameters);
					return { options, lifetime: lifetime(this) };
				},
				(assertion) => {
					const { username, Session, challengeName, authenticationFlowType } = waiting;
					Object.assign(this, { username, Session, challengeName, authenticationFlowType });
					answer(this, options, assertion, callbacks, undefined);
				},
				failure(callbacks),
				fail,
				signal,
			);
		},
	});
	Object.assign(CognitoUserPool.prototype, {
		async getPasskeyUser(this: PoolState) {
			const username = await Promise.resolve()
				.then(() => this.storage!.getItem(lastKey(this)) as string | null | undefined)
				.catch(() => null); // blocked
			return username ? new CognitoUser({ Username: username, Pool: this, Storage: this.storage }) : null;
		},
	});
}
