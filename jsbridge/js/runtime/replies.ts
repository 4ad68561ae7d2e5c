/**
 * What becomes of the core's replies to sign-ins and refreshes; see calls.ts.
 *
 * @packageDocumentation
 */
import { firstFactorCallbacks } from '../gen/challenges';
import { definite, elsewhere, gone } from '../gen/codes';
import type { Caller, Host } from '../page/state/call';
import type { Flight } from '../page/state/flight';
import type { Entry } from '../page/state/guard';
import { challengeChanged } from '../page/base/challenge';
import type { ListensToChallenges, OpenChallenge } from '../page/base/challenge';
import { keyOf, lastUserKey } from '../page/base/keys';
import { optionsOf } from '../page/base/options';
import type { SessionReply, SignInReply } from '../gen/protocol';
import { remember } from './remember';
import { callbackOf, resultOf, unhandled } from './step';
import type { SignInCallbacks, SignInResult } from './step';
import type { CognitoServiceError } from '../page/base/types';
import type { SessionState, UserState } from '../page/state/user';

/** Reports whether an error means that a session is over: it is neither transient nor about the application's configuration. */
function isDefinite({ code, reason, retryable }: CognitoServiceError): boolean {
	return definite.includes(code) && !retryable && !elsewhere.includes(reason);
}

/**
 * Takes a refusal: a session that is over in storage is over in memory as well.
 *
 * @param answered - the state of the sign-in that was sent
 */
export function refused(
	{ refreshes, user, held }: Flight,
	error: CognitoServiceError,
	host: Host,
	answered?: unknown,
): void {
	if (refreshes && isDefinite(error)) {
		if (user.signInUserSession === held) user.signInUserSession = null;
		// Without a session there, another call or tab has ended it, and says how.
		if (host.stateChanged) host.stateChanged(user, gone.includes(error.code) ? undefined : 'expired');
	}
	if (error.reason === 'CHALLENGE_EXPIRED' && answered === user.Session) challengeIs(user);
}

/** Says what has become of a sign-in's challenge; see base/challenge.ts. */
export function challengeIs(user: UserState & ListensToChallenges, change?: OpenChallenge | true): void {
	const listener = user[challengeChanged];
	if (listener) listener.call(user, change);
}

/** Takes the sign-in's next state at the service. */
export function adoptSession(user: UserState, session: string): void {
	user.Session = session;
	challengeIs(user, true);
}

/** Takes the name that the service knows the user by. */
function rename(user: UserState, username: string): void {
	user.username = username;
	user.userDataKey = keyOf(user, 'userData');
}

/** Takes a session into the user object; it is stored by now, unless the reply says otherwise. */
export function takeSession(reply: SessionReply, { flight }: Caller, host: Host): SessionState {
	const { user, refreshes } = flight!;
	const session = host.makeSession(reply);
	rename(user, reply.username);
	if (reply.unsaved) {
		const entries: Entry[] = [
			[keyOf(user, 'idToken'), reply.idToken],
			[keyOf(user, 'accessToken'), reply.accessToken],
			[keyOf(user, 'refreshToken'), reply.refreshToken],
			[keyOf(user, 'clockDrift'), '' + reply.clockDrift],
			[keyOf(user, 'signInDetails'), null],
		];
		// A refresh does not change who signed in last.
		if (!refreshes) entries.push([lastUserKey(user.pool.getClientId()), user.username]);
		host.keep(user.storage, entries, reply.unsaved);
	}
	host.hold(user, session);
	if (optionsOf(user.client).verifyTokens) remember(user, session, host);
	if (host.stateChanged) host.stateChanged(user, refreshes ? 'refreshed' : 'signedIn');
	return session;
}

/**
 * Takes back what the core has stored when the user had signed out. It does so by
 * itself, unless the news and its reply have crossed on the way to a worker and back.
 */
export async function takeBack(
	{ user, controller }: Flight,
	reply: SessionReply | SignInReply,
	host: Host,
): Promise<void> {
	const { username, idToken } = ('session' in reply && reply.session) || (reply as SessionReply);
	if (!idToken || (Object(controller.signal.reason) as { code?: unknown }).code !== 'SignedOut') return;
	const owner = new host.CognitoUser({ Username: username, Pool: user.pool, Storage: user.storage });
	const stored = async (key: string) => user.storage.getItem(key);
	if ((await stored(keyOf(owner, 'idToken'))) !== idToken) return;
	if ((await stored(lastUserKey(user.pool.getClientId()))) === username) owner.clearCachedUser();
}

/** Takes the device that the service has made or forgotten. */
export function takeDevice(user: UserState, { device, deviceForgotten }: SignInReply): void {
	if (device) Object.assign(user, device);
	else if (deviceForgotten) user.deviceKey = user.randomPassword = user.deviceGroupKey = null;
}

/** Takes a step of a sign-in into the user object. */
export function takeSignIn(reply: SignInReply, caller: Caller, host: Host): SignInResult {
	const { user } = caller.flight!;
	const callbacks = caller.callbacks as SignInCallbacks | undefined;
	const { challenge, device } = reply;
	const member = challenge && callbackOf(challenge);
	if (challenge) {
		user.Session = challenge.session as string | null | undefined;
		if (!member)
			throw unhandled(host, challenge.name, 'there is no answer to it here. Let this user sign in without it');
	}
	rename(user, reply.username);
	takeDevice(user, reply);
	if (device && reply.deviceUnsaved) {
		const entries: Entry[] = [
			[keyOf(user, 'deviceKey'), device.deviceKey],
			[keyOf(user, 'randomPasswordKey'), device.randomPassword],
			[keyOf(user, 'deviceGroupKey'), device.deviceGroupKey],
		];
		host.keep(user.storage, entries, reply.deviceUnsaved);
	}
	user.challengeName = reply.challengeName;
	challengeIs(
		user,
		challenge && {
			challengeName: challenge.name,
			challengeParameters: challenge.parameters,
			availableChallenges: challenge.availableChallenges,
			firstFactor: challenge.firstFactor,
		},
	);
	if (!challenge) {
		const session = takeSession(reply.session!, caller, host);
		return { session, userConfirmationNecessary: reply.userConfirmationNecessary };
	}
	const { name } = challenge;
	if (callbacks && typeof callbacks[member!] !== 'function') {
		throw unhandled(host, name, 'the callbacks have no ' + member + ' for it');
	}
	// Upstream does not know these, so an application cannot pass them to sendMFACode.
	if (name in firstFactorCallbacks) user.challengeName = name;
	return resultOf(challenge, host);
}
