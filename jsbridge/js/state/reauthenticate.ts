/**
 * Asking a signed-in user for the password or a passkey again: the call;
 * runtime/reauthenticate.ts says what becomes of it.
 *
 * @packageDocumentation
 */
import { isSignal } from '../page/base/abort';
import { refuse } from '../page/call/callbacks';
import type { Classes, StateHost, StateUser } from './facade';

/** See entries/state.d.ts. */
interface Options {
	password?: unknown;
	passkey?: unknown;
	clientMetadata?: unknown;
	targetAcrValues?: string | string[];
	maxAge?: number;
}
type User = StateUser & { signInWithPasskey?(to?: unknown, clientMetadata?: unknown): unknown };
type Callbacks = Record<string, ((...args: unknown[]) => unknown) | undefined>;

export function addReauthentication({ CognitoUser }: Classes, host: StateHost): void {
	Object.assign(CognitoUser.prototype, {
		reauthenticate(this: User, options: Options, to?: unknown) {
			const { password, passkey, clientMetadata, targetAcrValues, maxAge } = Object(options) as Options;
			if (passkey ? !this.signInWithPasskey : !password) {
				const message = "reauthenticate takes a password, or passkey: true with 'cognitowasm/passwordless'.";
				return refuse(new host.CognitoError('InvalidParameter', message), to);
			}
			const isStepUp = targetAcrValues || maxAge !== undefined;
			const { authenticationFlowType, signInUserSession } = this;
			const send = (receiver: unknown) =>
				host.sendSignIn(
					this,
					'reauthenticate',
					receiver,
					password,
					passkey || isStepUp ? 'USER_AUTH' : authenticationFlowType,
					clientMetadata,
					{
						PREFERRED_CHALLENGE: passkey ? 'WEB_AUTHN' : undefined,
						TARGET_ACR_VALUES: targetAcrValues && ([] as string[]).concat(targetAcrValues).join(' '),
						MAX_AGE: maxAge === undefined ? maxAge : '' + maxAge,
						ACCESS_TOKEN:
							targetAcrValues && signInUserSession ? signInUserSession.getAccessToken().getJwtToken() : undefined,
					},
				);
			if (!passkey) return send(to);
			const perform = () => this.signInWithPasskey!(to, clientMetadata);
			if (!to || isSignal(to)) {
				return (send(to) as Promise<{ challengeName?: string }>).then((step) =>
					step.challengeName === 'WEB_AUTHN' ? perform() : step,
				);
			}
			return send(
				new Proxy(to as Callbacks, {
					get(callbacks, name: string) {
						if (name === 'webAuthnRequired') return perform;
						const member = callbacks[name];
						return typeof member === 'function' ? member.bind(callbacks) : member;
					},
				}),
			);
		},
	});
}
