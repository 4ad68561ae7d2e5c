// RxJS, as Angular applications use it.
import { bindNodeCallback, from, map, Observable, of, switchMap, throwError } from 'rxjs';
import {
	AuthenticationDetails,
	CognitoUser,
	CognitoUserAttribute,
	CognitoUserSession,
	ISignUpResult,
} from 'amazon-cognito-identity-js';
import { pool, user } from './fixtures';

type Callback<T> = (error: any, value: T) => void;
const getSession = bindNodeCallback((callback: Callback<CognitoUserSession>) =>
	user.getSession((error: any, session: any) => callback(error, session)),
);
const getAttributes = bindNodeCallback(
	user.getUserAttributes.bind(user) as (callback: Callback<CognitoUserAttribute[]>) => void,
);
export const token$: Observable<string> = getSession().pipe(map((session) => session.getIdToken().getJwtToken()));
export const email$: Observable<string | undefined> = getAttributes().pipe(
	map((list) => list.find((each) => each.getName() === 'email')?.getValue()),
);

export function signIn(details: AuthenticationDetails): Observable<CognitoUserSession> {
	return new Observable((observer) => {
		user.authenticateUser(details, {
			onSuccess: (session) => {
				observer.next(session);
				observer.complete();
			},
			onFailure: (error) => observer.error(error),
		});
	});
}
export function signUp(name: string, password: string): Observable<ISignUpResult> {
	const bound = bindNodeCallback((n: string, p: string, cb: Callback<ISignUpResult>) =>
		pool.signUp(n, p, [], [], cb as any),
	);
	return bound(name, password);
}
export const current$: Observable<CognitoUser> = of(pool.getCurrentUser()).pipe(
	switchMap((found) => (found ? of(found) : throwError(() => new Error('nobody')))),
);
export const refreshed$ = from(
	new Promise<CognitoUserSession>((resolve, reject) => {
		user.getSession((error: Error | null, session: CognitoUserSession | null) =>
			error || !session ? reject(error) : resolve(session),
		);
	}),
);
