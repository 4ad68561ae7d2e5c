import { fixtureAhead, mostAhead } from '../../gen/constants';
import { CognitoError, upstreamError } from '../base/errors';
import type { SessionReply } from '../../gen/protocol';
import { send } from '../call/send';
import { owner } from '../state/sign-out';
import type { SessionState, UserState } from '../state/user';
import { CognitoAccessToken, CognitoIdToken, CognitoRefreshToken } from './tokens';

/** The argument of {@link CognitoUserSession}. */
export interface ICognitoUserSessionData {
	/** The ID token. */
	IdToken: CognitoIdToken;
	/** The access token. */
	AccessToken: CognitoAccessToken;
	/** The refresh token. */
	RefreshToken?: CognitoRefreshToken;
}

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
	constructor({
		IdToken,
		RefreshToken,
		AccessToken,
		ClockDrift,
	}: Partial<ICognitoUserSessionData & { ClockDrift?: number | undefined }> = {}) {
		if (AccessToken == null || IdToken == null) {
			throw upstreamError('Id token and Access Token must be present.');
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

	/** The refresh token. A session that was made without one returns undefined. */
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

	/** Reports whether both tokens are unexpired, by the service's clock. */
	isValid(): boolean {
		const now = nowInSeconds() - this.clockDrift!;
		return now < this.accessToken!.getExpiration() && now < this.idToken!.getExpiration();
	}

	/**
	 * Has the core verify the ID token and the access token: that the user's pool
	 * issued them for its app client, that they have not expired, and that both belong
	 * to one user. The keys are the pool's, see {@link ICognitoUserPoolData.jwksURL}.
	 *
	 * @param signal - aborts it
	 * @returns a promise, rejected with code `TokenInvalid` when one is not
	 * valid, and with code `InvalidParameter` for a session that no user object has held:
	 * call `setSignInUserSession` first
	 * @internal
	 */
	verify?(signal?: AbortSignal): Promise<void> {
		const user = (this as { [owner]?: UserState })[owner];
		if (!user) {
			return Promise.reject(new CognitoError('InvalidParameter', 'Call setSignInUserSession first.'));
		}
		return send(
			user,
			'verify',
			signal,
			this.getIdToken().getJwtToken(),
			this.getAccessToken().getJwtToken(),
		) as Promise<void>;
	}
}

/**
 * Makes a session of the texts that storage or the core hold.
 *
 * @param texts - the tokens; what is falsy becomes an empty token
 */
export function makeSession(texts: Omit<SessionReply, 'username'>): CognitoUserSession {
	const { idToken, accessToken, refreshToken, clockDrift } = texts;
	return sessionOf({ IdToken: idToken, AccessToken: accessToken, RefreshToken: refreshToken }, clockDrift);
}

/** Makes a session of the members that the service's replies have. */
export function sessionOf(
	tokens?: { IdToken?: string; AccessToken?: string; RefreshToken?: string | undefined },
	ClockDrift?: number,
): CognitoUserSession {
	return new CognitoUserSession({
		IdToken: new CognitoIdToken(tokens),
		AccessToken: new CognitoAccessToken(tokens),
		RefreshToken: new CognitoRefreshToken(tokens),
		ClockDrift,
	});
}

/** Reports whether a session says that it is valid; one whose tokens have no claims at all is not. */
export function isValid(session: SessionState): boolean {
	try {
		return session.isValid();
	} catch {
		return false;
	}
}

/**
 * Reports whether a session can be handed out: it is valid, and was not issued more
 * than a minute in the future, which means that the clock was set back. More than
 * thirty days in the future, the tokens or the clock are those of a test.
 *
 * @param session - any session, also one that the application made by hand
 */
export function isCurrent(session: SessionState): boolean {
	const ahead = timeLeft(session, 'getIssuedAt');
	return isValid(session) && !(ahead > mostAhead && ahead <= fixtureAhead);
}

/**
 * The seconds until a session expires, or, below 0, since it was issued; NaN when its
 * tokens do not say.
 *
 * @param session - as for {@link isCurrent}
 * @param moment - which; of the two tokens' the earlier one counts, by the service's clock
 */
export function timeLeft(session: SessionState, moment: 'getExpiration' | 'getIssuedAt' = 'getExpiration'): number {
	try {
		const earlier = Math.min(session.getAccessToken()[moment](), session.getIdToken()[moment]());
		return earlier - (nowInSeconds() - session.clockDrift!);
	} catch {
		return NaN;
	}
}
