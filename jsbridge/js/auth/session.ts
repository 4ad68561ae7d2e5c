import type { Classes } from './facade';
import type { makeTokens } from './tokens';

type Tokens = ReturnType<typeof makeTokens>;
type Instance<Name extends keyof Tokens> = InstanceType<Tokens[Name]>;

/** See entries/auth.d.ts. */
export class CognitoTokenScopes {
	tokenScopes: readonly string[];

	constructor(TokenScopesArray?: readonly string[]) {
		this.tokenScopes = TokenScopesArray || [];
	}

	getScopes(): readonly string[] {
		return this.tokenScopes;
	}

	setTokenScopes(tokenScopes: readonly string[]): void {
		this.tokenScopes = tokenScopes;
	}
}

/** Makes the class of sessions, which CognitoUser takes as well. */
export function makeSessions({ CognitoUserSession }: Pick<Classes, 'CognitoUserSession'>, tokens: Tokens) {
	/** See entries/auth.d.ts. */
	return class CognitoAuthSession extends CognitoUserSession {
		declare idToken: Instance<'CognitoIdToken'>;
		declare accessToken: Instance<'CognitoAccessToken'>;
		declare refreshToken: Instance<'CognitoRefreshToken'>;
		tokenScopes: CognitoTokenScopes;
		state: string | null;

		constructor({
			IdToken = new tokens.CognitoIdToken(),
			RefreshToken = new tokens.CognitoRefreshToken(),
			AccessToken = new tokens.CognitoAccessToken(),
			TokenScopes = new CognitoTokenScopes(),
			State = null,
			// Tokens that were stored do not say what the time was when they came.
			ClockDrift = 0,
		}: {
			IdToken?: Instance<'CognitoIdToken'> | undefined;
			RefreshToken?: Instance<'CognitoRefreshToken'> | undefined;
			AccessToken?: Instance<'CognitoAccessToken'> | undefined;
			TokenScopes?: CognitoTokenScopes | undefined;
			State?: string | null | undefined;
			ClockDrift?: number | undefined;
		} = {}) {
			super({ IdToken, RefreshToken, AccessToken, ClockDrift });
			this.tokenScopes = TokenScopes;
			this.state = State;
		}

		setIdToken(IdToken: Instance<'CognitoIdToken'>): void {
			this.idToken = IdToken;
		}

		setRefreshToken(RefreshToken: Instance<'CognitoRefreshToken'>): void {
			this.refreshToken = RefreshToken;
		}

		setAccessToken(AccessToken: Instance<'CognitoAccessToken'>): void {
			this.accessToken = AccessToken;
		}

		getTokenScopes(): CognitoTokenScopes {
			return this.tokenScopes;
		}

		setTokenScopes(tokenScopes: CognitoTokenScopes): void {
			this.tokenScopes = tokenScopes;
		}

		getState(): string | null {
			return this.state;
		}

		setState(State: string | null): void {
			this.state = State;
		}

		/** Without the scope openid there was no ID token, and the access token decides. */
		override isValid(): boolean {
			if (this.idToken.getJwtToken()) return super.isValid();
			return Math.floor(Date.now() / 1000) - this.clockDrift! < this.accessToken.getExpiration();
		}
	};
}
