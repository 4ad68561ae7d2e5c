import { decodePayload } from '../base/jwt';

/**
 * A JWT and what its payload says. The signature is not verified:
 * that is up to whoever receives the token.
 */
export class CognitoJwtToken {
	/** The token's text, empty when there is none. @internal */
	jwtToken?: string;
	/** The payload's claims. */
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- upstream's declaration
	payload: { [key: string]: any };

	/** @param token - the token's text */
	constructor(token?: string) {
		this.jwtToken = token || '';
		this.payload = this.decodePayload();
	}

	/** The token's text. */
	getJwtToken(): string {
		return this.jwtToken!;
	}

	/** The claim `exp`: when the token expires, in seconds since 1970. */
	getExpiration(): number {
		return this.payload.exp as number;
	}

	/** The claim `iat`: when the token was issued, in seconds since 1970. */
	getIssuedAt(): number {
		return this.payload.iat as number;
	}

	/** Decodes the payload again, into an object of its own. What cannot be decoded becomes an empty object. */
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- upstream's declaration
	decodePayload(): { [id: string]: any } {
		return decodePayload(this.jwtToken!);
	}
}

/** The access token: what the service and its resource servers ask for. */
export class CognitoAccessToken extends CognitoJwtToken {
	/** @param data - the token's text */
	constructor(data: { AccessToken: string });
	/** @internal */
	constructor(data?: { AccessToken?: string });
	constructor({ AccessToken }: { AccessToken?: string } = {}) {
		super(AccessToken);
	}
}

/** The ID token: who the user is. */
export class CognitoIdToken extends CognitoJwtToken {
	/** @param data - the token's text */
	constructor(data: { IdToken: string });
	/** @internal */
	constructor(data?: { IdToken?: string });
	constructor({ IdToken }: { IdToken?: string } = {}) {
		super(IdToken);
	}
}

/** The refresh token: opaque text that is exchanged for new tokens. */
export class CognitoRefreshToken {
	/** The token's text, empty when there is none. @internal */
	token?: string;

	/** @param data - the token's text */
	constructor(data: { RefreshToken: string });
	/** @internal */
	constructor(data?: { RefreshToken?: string });
	constructor({ RefreshToken }: { RefreshToken?: string } = {}) {
		this.token = RefreshToken || '';
	}

	/** The token's text. */
	getToken(): string {
		return this.token!;
	}
}
