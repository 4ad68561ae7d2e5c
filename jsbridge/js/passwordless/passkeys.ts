/**
 * Passkeys of a user: registering, listing, deleting, and signing in with one. The ceremony
 * is in webauthn.ts.
 *
 * @packageDocumentation
 */
import { isSignal } from '../page/base/abort';
import type { CallName } from '../runtime/calls';
import { deliver } from '../page/call/callbacks';
import type { PoolState } from '../page/state/user';
import { autofill } from './autofill';
import { lifetime } from './challenge';
import { open } from './facade';
import type { Classes, PasswordlessHost, PasswordlessUser } from './facade';
import { create, forgotten, get, unknown } from './webauthn';
import type { Fail } from './webauthn';

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
	challengeName?: string;
	challengeParameters?: { CREDENTIAL_REQUEST_OPTIONS: string };
}
/** The application's callbacks. */
interface Callbacks {
	onFailure(error: unknown): void;
	onSuccess?(value: unknown): void;
	webAuthnRequired?(name: string, parameters: Step['challengeParameters']): void;
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
	const fail: Fail = (code, message, cause) => new host.CognitoError(code, message, cause);

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

	const remember = ({ pool, username }: PasswordlessUser) => {
		try {
			void pool.storage!.setItem(lastKey(pool), username);
		} catch {
			// Full or blocked: then the application asks for the name.
		}
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
			ask<{ CredentialCreationOptions: CreationOptions }>(user, 'startWebAuthnRegistration', undefined).then(
				({ CredentialCreationOptions: { rp, user: owner, excludeCredentials = [] } }) => {
					void forgotten(
						rp.id,
						owner.id,
						excludeCredentials.map(({ id }) => id),
					);
				},
				() => {},
			);
		}
		return 'SUCCESS';
	};

	/** Begins a sign-in with a passkey. */
	const begin = (user: PasswordlessUser, to: unknown, clientMetadata: unknown) =>
		host.sendSignIn(user, 'signIn', to, undefined, 'USER_AUTH', clientMetadata, { PREFERRED_CHALLENGE: 'WEB_AUTHN' });

	const optionsOf = (parameters: Step['challengeParameters']): RequestOptions => {
		try {
			return JSON.parse(parameters!.CREDENTIAL_REQUEST_OPTIONS) as RequestOptions;
		} catch {
			throw fail('InvalidResponse', 'The parameters of WEB_AUTHN are not readable.');
		}
	};

	/** Answers WEB_AUTHN. */
	const answer = async (
		user: PasswordlessUser,
		options: RequestOptions,
		assertion: object,
		to: unknown,
		clientMetadata: unknown,
	) => {
		const { rpId, allowCredentials } = options;
		const { id } = assertion as Credential;
		// The service does not say that it does not know a passkey; its list does.
		if (allowCredentials && allowCredentials.length && !allowCredentials.some((one) => one.id === id))
			void unknown(rpId, id);
		remember(user);
		return host.sendSignIn(user, 'sendWebAuthnCredential', to, JSON.stringify(assertion), clientMetadata);
	};

	/** Asks for a passkey, and answers WEB_AUTHN with it. */
	const perform = async (
		user: PasswordlessUser,
		parameters: Step['challengeParameters'],
		to: unknown,
		clientMetadata: unknown,
	) => {
		const options = optionsOf(parameters);
		return answer(user, options, await get(options, fail, signalOf(to)), to, clientMetadata);
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
			const promised = !to || isSignal(to);
			const answered = (parameters: Step['challengeParameters']) => {
				const step = perform(this, parameters, to, clientMetadata);
				return promised ? step : void step.catch(failure(to as Callbacks));
			};
			const challenge = this[open];
			if (challenge && challenge.challengeName === 'WEB_AUTHN')
				return answered(challenge.challengeParameters as Step['challengeParameters']);
			if (!promised) {
				const callbacks = Object.create(to) as Callbacks;
				callbacks.webAuthnRequired = (_, parameters) => void answered(parameters);
				return begin(this, callbacks, clientMetadata);
			}
			return (begin(this, to, clientMetadata) as Promise<Step>).then((step) =>
				step.challengeName === 'WEB_AUTHN' ? answered(step.challengeParameters) : step,
			);
		},
		autofillPasskey(this: PasswordlessUser, input: HTMLElement, callbacks: Callbacks, signal?: AbortSignal) {
			let options: RequestOptions;
			return autofill(
				input,
				async (aborted) => {
					const step = (await begin(this, aborted, undefined)) as Step;
					if (step.challengeName !== 'WEB_AUTHN') {
						throw fail('PasskeyUnsupported', 'This user has no passkey for this user pool.');
					}
					options = optionsOf(step.challengeParameters);
					return { options, lifetime: lifetime(this) };
				},
				(assertion) => {
					answer(this, options, assertion, callbacks, undefined).catch(failure(callbacks));
				},
				failure(callbacks),
				fail,
				signal,
			);
		},
	});
	Object.assign(CognitoUserPool.prototype, {
		async getPasskeyUser(this: PoolState) {
			const username = (await this.storage!.getItem(lastKey(this))) as string | null | undefined;
			return username ? new CognitoUser({ Username: username, Pool: this, Storage: this.storage }) : null;
		},
	});
}
