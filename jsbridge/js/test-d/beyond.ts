// Code for what upstream does not declare.
import { AuthenticationDetails, CognitoUser, CognitoUserPool, CognitoUserSession, events } from 'cognitowasm';
import type {
	CognitoEvent,
	CognitoEventMap,
	CognitoServiceError,
	ICognitoUserSessionData,
	PageStorage,
	Reason,
	RequestEvent,
	RequestHeaders,
	ResponseEvent,
} from 'cognitowasm';

export const pool = new CognitoUserPool({
	UserPoolId: 'eu-west-1_a',
	ClientId: 'c',
	refresh: 'rotating',
	requestTimeout: 5000,
	refreshBefore: 60,
	verifyTokens: true,
	jwksURL: 'https://keys.example/jwks.json',
});

// Hooks, with all forms of headers.
export function hooked(token: string | undefined): void {
	const shared = { UserPoolId: 'eu-west-1_a', ClientId: 'c' };
	new CognitoUserPool({ ...shared, headers: { 'x-aws-waf-token': token } });
	new CognitoUserPool({ ...shared, headers: ({ operation }) => (operation === 'SignUp' ? { a: 'b' } : undefined) });
	new CognitoUserPool({ ...shared, headers: async (): Promise<RequestHeaders> => null });
	new CognitoUserPool({
		...shared,
		onRequest: (event: RequestEvent) => void event.operation,
		onResponse: ({ operation, status, duration, code, requestId }: ResponseEvent) =>
			void [operation.length, status + duration, code?.length, requestId?.length],
	});
}

export function failed(error: CognitoServiceError): string {
	const reason: Reason = error.reason;
	switch (reason) {
		case 'THROTTLED':
			return 'in ' + (error.retryAfter ?? 1) + ' s, ' + error.requestId + error.statusCode;
		case 'SIGNED_OUT':
			return '';
		default:
			return error.retryable ? 'again' : (error.code ?? error.message) + String(error.cause);
	}
}

export function listen(): void {
	const warned = (event: CognitoEvent<'storagewarning'>): string => event.detail.operation + event.detail.key;
	events.addEventListener('storagewarning', warned, { once: true });
	events.addEventListener('signedout', ({ detail: { clientId, username } }) => void [clientId, username]);
	events.removeEventListener('storagewarning', warned);
	const detail: CognitoEventMap['signedout'] = { clientId: 'c', username: 'bob' };
	void detail;
}

// What constructors take beyond upstream's declarations.
export function constructed(storage: PageStorage, data: ICognitoUserSessionData): void {
	const other = new CognitoUserPool({
		UserPoolId: 'eu-west-1_a',
		ClientId: 'c',
		Storage: storage,
		fetchOptions: { credentials: 'include' },
	});
	new CognitoUser({ Username: 'bob', Pool: other, Storage: storage });
	new AuthenticationDetails({ Username: 'bob', AuthParameters: { CHALLENGE_NAME: 'SRP_A' } });
	new CognitoUserSession({ ...data, ClockDrift: 5 });
}
