import type { Classes } from './facade';

/** The facade's tokens, made and changed as amazon-cognito-auth-js does. */
export function makeTokens(classes: Pick<Classes, 'CognitoAccessToken' | 'CognitoIdToken' | 'CognitoRefreshToken'>) {
	/** See entries/auth.d.ts. */
	class CognitoIdToken extends classes.CognitoIdToken {
		constructor(IdToken?: string | null) {
			super({ IdToken: IdToken! });
		}

		setJwtToken(idToken: string): void {
			setText(this, idToken);
		}
	}

	/** See entries/auth.d.ts. */
	class CognitoAccessToken extends classes.CognitoAccessToken {
		constructor(AccessToken?: string | null) {
			super({ AccessToken: AccessToken! });
		}

		setJwtToken(accessToken: string): void {
			setText(this, accessToken);
		}

		getUsername(): string {
			return this.payload.username as string;
		}
	}

	/** See entries/auth.d.ts. */
	class CognitoRefreshToken extends classes.CognitoRefreshToken {
		constructor(RefreshToken?: string | null) {
			super({ RefreshToken: RefreshToken! });
		}

		setToken(refreshToken: string): void {
			this.token = refreshToken;
		}
	}

	return { CognitoAccessToken, CognitoIdToken, CognitoRefreshToken };
}

/** Replaces the text of a token, and what its payload says. */
function setText(token: { jwtToken?: string; payload: object; decodePayload(): object }, text: string): void {
	token.jwtToken = text || '';
	token.payload = token.decodePayload();
}
