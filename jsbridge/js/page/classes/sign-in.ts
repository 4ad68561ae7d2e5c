import { upstreamError } from '../base/errors';
import type { ClientMetadata } from '../base/types';
import { callbacksOf, refuse } from '../call/callbacks';
import { sendSignIn } from '../call/send';
import type { UserState } from '../state/user';
import type { AuthenticationDetails } from './details';

/** Data for the pool's triggers: ValidationData where it has a member. */
export function triggerData(details: AuthenticationDetails): ClientMetadata {
	const validationData = details.getValidationData();
	return Object.keys(validationData).length
		? (validationData as unknown as ClientMetadata)
		: details.getClientMetadata!();
}

/**
 * Signs a user in; the flow is `USER_SRP_AUTH`, `USER_PASSWORD_AUTH` or `CUSTOM_AUTH`, which
 * take a password, or `USER_AUTH`, which may.
 */
export function signInByPassword(
	user: UserState,
	flow: string,
	details: AuthenticationDetails,
	callbacks: unknown,
): unknown {
	const password: unknown = details.getPassword();
	const byChoice = flow === 'USER_AUTH';
	if (!byChoice && (password == null || (!password && flow === 'USER_PASSWORD_AUTH'))) {
		const refused = refuse(upstreamError('PASSWORD parameter is required'), callbacks);
		return callbacksOf(callbacks) ? undefined : refused;
	}
	return sendSignIn(
		user,
		'signIn',
		callbacks,
		password,
		flow,
		triggerData(details),
		byChoice && details.getAuthParameters!(),
	);
}
