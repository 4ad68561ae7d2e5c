/**
 * Sign-ins that survive: the open challenge as plain data, and a user object made of it again.
 *
 * @packageDocumentation
 */
import { challengeChanged } from '../page/base/challenge';
import type { OpenChallenge } from '../page/base/challenge';
import { hide } from '../page/base/hidden';
import { keyPrefix } from '../page/base/keys';
import { optionsOf } from '../page/base/options';
import type { PoolState } from '../page/state/user';
import { open } from './facade';
import type { Classes, PasswordlessHost, PasswordlessUser } from './facade';

/** How many milliseconds an open challenge lives at the service. */
export const lifetime = (user: PasswordlessUser) =>
	Math.min(optionsOf(user.client).authSessionValidity || 3, 15) * 60_000;

/** A challenge that waits for an answer, as JSON can carry it; no password, code or secret is in it. */
export interface ChallengeData extends OpenChallenge {
	/** In milliseconds since 1970. */
	expires: number;
	username: string;
	session: unknown;
	authenticationFlowType: string;
	deviceKey?: string | undefined;
}

const keyOf = (pool: PoolState) => keyPrefix(pool.getClientId()) + '.challenge';

/** sessionStorage, where it is not blocked, and there is one. */
function tab(): Storage | undefined {
	try {
		return globalThis.sessionStorage;
	} catch {
		return undefined;
	}
}

function exported(user: PasswordlessUser): string {
	const { username, Session: session, authenticationFlowType, deviceKey } = user;
	return JSON.stringify(user[open] && { ...user[open], username, session, authenticationFlowType, deviceKey });
}

/** Keeps the challenge in sessionStorage, or removes it, if the pool is set up so. */
function keep(user: PasswordlessUser): void {
	if (optionsOf(user.client).keepChallenges !== 'session') return;
	try {
		if (user[open]) tab()!.setItem(keyOf(user.pool), exported(user));
		else tab()!.removeItem(keyOf(user.pool));
	} catch {
		// Full or blocked: then a reload begins again.
	}
}

/** The sign-in of a user is over. */
function forget(user: PasswordlessUser): void {
	const changed = user[challengeChanged];
	if (changed) changed.call(user);
}

function kept(pool: PoolState): ChallengeData | null {
	try {
		return JSON.parse(tab()!.getItem(keyOf(pool))!) as ChallengeData | null;
	} catch {
		return null;
	}
}

/** Adds the methods to the classes. */
export function addChallenges({ CognitoUser, CognitoUserPool }: Classes, host: PasswordlessHost): void {
	const users = CognitoUser.prototype as PasswordlessUser;
	// eslint-disable-next-line @typescript-eslint/unbound-method -- called as a method below
	const { cleanClientData, signOut } = users;
	const { endSession } = host;
	// What ends a session at the service ends a sign-in too.
	host.endSession = (user, remove) => {
		forget(user as PasswordlessUser);
		endSession(user, remove);
	};
	const changed = function (this: PasswordlessUser, change?: OpenChallenge | true) {
		if (change !== true) {
			// Another way may be chosen while a first factor is awaited: the choice stays known.
			const { availableChallenges } = (change && change.firstFactor && this[open]) || {};
			hide(
				this,
				open,
				change && {
					...change,
					availableChallenges: change.availableChallenges || availableChallenges,
					expires: Date.now() + lifetime(this),
				},
			);
		}
		keep(this);
	};
	Object.defineProperty(users, challengeChanged, { value: changed, configurable: true });
	Object.assign(users, {
		selectChallenge(this: PasswordlessUser, answer: string, to?: unknown, options?: object) {
			return host.sendSignIn(this, 'selectChallenge', to, answer, options);
		},
		exportChallenge(this: PasswordlessUser) {
			return this[open] ? (JSON.parse(exported(this)) as ChallengeData) : null;
		},
		cancelChallenge(this: PasswordlessUser) {
			this.Session = null;
			this.challengeName = undefined;
			forget(this);
		},
		cleanClientData(this: PasswordlessUser) {
			forget(this);
			return cleanClientData.call(this);
		},
		signOut(this: PasswordlessUser, callback?: unknown) {
			forget(this);
			return signOut.call(this, callback);
		},
	});
	Object.assign(CognitoUserPool.prototype, {
		resumeChallenge(this: PoolState, data?: ChallengeData) {
			const { username, session, authenticationFlowType, deviceKey, ...challenge } =
				data || kept(this) || ({} as Partial<ChallengeData>);
			if (!username || !challenge.challengeName) {
				if (!data) return null;
				throw new host.CognitoError('InvalidParameter', 'resumeChallenge takes what exportChallenge returned.');
			}
			if (!data && !(challenge.expires! > Date.now())) return null;
			const user = new CognitoUser({ Username: username, Pool: this, Storage: this.storage });
			user.Session = session as string;
			user.challengeName = challenge.challengeName;
			user.authenticationFlowType = authenticationFlowType || user.authenticationFlowType;
			user.deviceKey = deviceKey;
			hide(user, open, challenge);
			keep(user);
			return user;
		},
	});
}
