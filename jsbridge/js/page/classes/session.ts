import { CognitoError, peerError } from '../base/errors';
import { fixtureAhead, mostAhead } from '../../gen/constants';
import type { SessionReply } from '../../gen/protocol';
import { send } from '../call/send';
import { owner } from '../state/sign-out';
import { CognitoAccessToken, CognitoIdToken, CognitoRefreshToken } from './tokens';
import type { ICognitoUserSessionData } from '../base/types';

function nowInSeconds(): number {
	return Math.floor(new Date().getTime() / 1000);
}

/** A user's three tokens and by how much the local clock differs from the service's. */
export class CognitoUserSession {
	/** The ID token. @internal */
	idToken?: CognitoIdToken;
	/** The refresh token; a session made by hand may have none. @internal */
	refreshToken?: CognitoRefreshToken | undefined;
	/** The access token. @internal */
	accessToken?: CognitoAccessToken;
	/** Local time minus the service's, in seconds. @internal */
	clockDrift?: number;

	/**
	 * @param data - the tokens, and the drift in seconds when it is known
	 * @throws Error when the ID token or the access token is missing
	 */
	constructor(data: ICognitoUserSessionData & { ClockDrift?: number | undefined });
	constructor(data: ICognitoUserSessionData);
	constructor({ IdToken, RefreshToken, AccessToken, ClockDrift }: Partial<ICognitoUserSessionData & { ClockDrift?: number | undefined }> = {}) {
		if (AccessToken == null || IdToken == null) {
			throw peerError('Id token and Access Token must be present.');
		}
		this.idToken = IdToken;
		this.refreshToken = RefreshToken;
		this.accessToken = AccessToken;
		this.clockDrift = ClockDrift === undefined ? this.calculateClockDrift!() : ClockDrift;
	}

	/** The ID token. */
	getIdToken(): CognitoIdToken {
		return this.idToken!;
	}

	/** The refresh token. A session that was made without one gives undefined. */
	getRefreshToken(): CognitoRefreshToken {
		return this.refreshToken!;
	}

	/** The access token. */
	getAccessToken(): CognitoAccessToken {
		return this.accessToken!;
	}

	/** Local time minus the service's, in seconds. @internal */
	getClockDrift?(): number {
		return this.clockDrift!;
	}

	/** The drift as of now: local time minus the older token's `iat`, in whole seconds; NaN without `iat`. @internal */
	calculateClockDrift?(): number {
		return nowInSeconds() - Math.min(this.accessToken!.getIssuedAt(), this.idToken!.getIssuedAt());
	}

	/** Tells whether neither token has ended by the service's clock. */
	isValid(): boolean {
		const now = nowInSeconds() - this.clockDrift!;
		return now < this.accessToken!.getExpiration() && now < this.idToken!.getExpiration();
	}

	/**
	 * Has the core verify the ID token and the access token: that the user's pool
	 * has issued them for its app client, that they have not ended, and that both
	 * are one user's. The keys are the pool's, see {@link ICognitoUserPoolData.jwksURL}.
	 *
	 * @param signal - ends it
	 * @returns a promise, rejected with code `TokenInvalid` when one does not
	 * pass, and with code `InvalidParameter` for a session that no user has held:
	 * give it to one with `setSignInUserSession`
	 * @internal
	 */
	verify?(signal?: AbortSignal): Promise<void> {
		const user = (this as any)[owner];
		if (!user) {
			return Promise.reject(new CognitoError('InvalidParameter', 'Call setSignInUserSession first.'));
		}
		return send(user, 'verify', signal, this.getIdToken().getJwtToken(), this.getAccessToken().getJwtToken());
	}
}

/**
 * Makes a session of the texts that storage or the core hold.
 *
 * @param texts - the tokens; what is falsy becomes an empty token
 */
export function makeSession(texts: Omit<SessionReply, 'username'>): CognitoUserSession {
	return new CognitoUserSession({
		IdToken: new CognitoIdToken({ IdToken: texts.idToken }),
		AccessToken: new CognitoAccessToken({ AccessToken: texts.accessToken }),
		RefreshToken: new CognitoRefreshToken({ RefreshToken: texts.refreshToken }),
		ClockDrift: texts.clockDrift,
	});
}

/** Asks a session whether it is valid; one whose tokens have no claims at all is not. */
export function isValid(session: CognitoUserSession): boolean {
	try {
		return session.isValid();
	} catch {
		return false;
	}
}

/**
 * Reports whether a session can be answered with: it is valid, and the clock has not
 * gone back by more than a minute to before it was issued. More than thirty days
 * ahead, the tokens are a test's, or its clock is.
 *
 * @param session - any session, also one that the application made by hand
 */
export function isCurrent(session: CognitoUserSession): boolean {
	const ahead = timeLeft(session, 'getIssuedAt');
	return isValid(session) && !(ahead > mostAhead && ahead <= fixtureAhead);
}

/**
 * In how many seconds a session ends, or began, which is less than 0; NaN when it
 * does not say.
 *
 * @param session - as for {@link isCurrent}
 * @param moment - of the two tokens' the earlier one counts, by the service's clock
 */
export function timeLeft(session: CognitoUserSession, moment: 'getExpiration' | 'getIssuedAt' = 'getExpiration'): number {
	try {
		const earlier = Math.min(session.getAccessToken()[moment](), session.getIdToken()[moment]());
		return earlier - (nowInSeconds() - session.clockDrift!);
	} catch {
		return NaN;
	}
}
