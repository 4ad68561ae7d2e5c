// Members of upstream's code that its declarations lack, added by applications under
// the types that they found.
import { CognitoUser, CognitoUserPool, CognitoUserSession } from 'amazon-cognito-identity-js';

declare module 'amazon-cognito-identity-js' {
	interface CognitoUser {
		username: string;
		pool: CognitoUserPool;
		client: { endpoint: string };
		storage: Storage;
		Session: string | null;
		signInUserSession: CognitoUserSession | null;
		preferredMFA?: string;
		deviceKey: string;
		attributes: { email: string; sub: string };
		refreshSessionIfPossible: () => Promise<void>;
		getUserContextData(): unknown;
		cacheTokens(): void;
	}
	interface CognitoUserPool {
		clientId: string;
		storage: { sync: (callback: (error: Error | null, result: string) => void) => void };
		client: any;
	}
	interface CognitoUserSession {
		idToken: { jwtToken: string; payload: { sub: string; email: string } };
		accessToken: { jwtToken: string };
		refreshToken: { token: string };
		clockDrift: number;
		verify: boolean;
	}
	interface CognitoIdToken {
		jwtToken: string;
	}
	interface IAuthenticationDetailsData {
		AuthParameters?: Record<string, string>;
	}
	interface ICognitoUserPoolData {
		fetchOptions?: { credentials: 'include' | 'omit' };
	}
	interface ICognitoUserSessionData {
		ClockDrift: number;
	}
}

export const describe = (user: CognitoUser, session: CognitoUserSession): string[] => [
	user.username + user.pool.clientId + user.client.endpoint + user.attributes.email,
	session.idToken.payload.email + session.accessToken.jwtToken + session.getIdToken().jwtToken,
];
export const sync = (pool: CognitoUserPool): void => pool.storage.sync((error, result) => void [error, result]);
new CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c', fetchOptions: { credentials: 'include' } });
