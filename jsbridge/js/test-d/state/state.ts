// Code for the entry /state.
import 'cognitowasm/state';
import { addState } from 'cognitowasm/state';
import type { AuthState, ReauthenticateOptions, StateChange } from 'cognitowasm/state';
import { CognitoUser, CognitoUserPool } from 'cognitowasm';
import type { SignInResult } from 'cognitowasm';

const pool = new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c' });
const user = new CognitoUser({ Username: 'bob', Pool: pool });
const { signal } = new AbortController();

/** As React declares it. */
declare function useSyncExternalStore<Snapshot>(
	subscribe: (onStoreChange: () => void) => () => void,
	getSnapshot: () => Snapshot,
	getServerSnapshot?: () => Snapshot,
): Snapshot;

export function listen(): void {
	const stop: () => void = pool.onStateChange(({ status, username, users, change, changedUser }) => {
		status satisfies 'signedIn' | 'signedOut' | 'unknown';
		[username, changedUser] satisfies (string | null)[];
		users satisfies readonly string[];
		change satisfies StateChange;
	});
	stop();
	const state: AuthState = useSyncExternalStore(pool.subscribe, pool.getSnapshot, pool.getSnapshot);
	const { subscribe, getSnapshot } = pool;
	subscribe(() => getSnapshot());
	// @ts-expect-error -- it is frozen
	state.status = 'signedOut';
}

export function switchUser(): void {
	const [first] = pool.getSignedInUsers();
	pool.setCurrentUser(first ?? null);
	// @ts-expect-error -- a user, not a name
	pool.setCurrentUser('bob');
}

export async function again(): Promise<void> {
	const step: SignInResult = await user.reauthenticate({ password: 'p', clientMetadata: { a: 'b' } }, signal);
	if (!step.challengeName) step.session.getIdToken();
	const options: ReauthenticateOptions = { passkey: true, targetAcrValues: ['urn:cognito:loa:3'], maxAge: 60 };
	user.reauthenticate(options, { onSuccess: () => {}, onFailure: () => {} });
	addState({ CognitoUser, CognitoUserPool });
	// @ts-expect-error -- one of both
	void user.reauthenticate({});
}

import { OAuth } from 'cognitowasm/oauth';
import type { RedirectResult } from 'cognitowasm/oauth';

export async function atTheDomain(pool: CognitoUserPool, user: CognitoUser): Promise<RedirectResult> {
	const redirect = new OAuth(pool, { domain: 'auth.example.com', redirectUri: 'https://app.example.com/' });
	return user.reauthenticate({ redirect, popup: true });
}
