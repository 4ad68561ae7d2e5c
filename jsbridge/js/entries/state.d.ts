/**
 * Who is signed in, for listeners and frameworks, in all tabs; several users beside each other;
 * and asking a user for the password again: `import 'cognitowasm/state'` once, anywhere in a
 * program, adds these methods to the classes. Pages with the classic script load
 * `dist/cognitowasm.state.js` behind it.
 *
 * @packageDocumentation
 */
import type { ClientMetadata, CognitoUser, CognitoUserPool, IAuthenticationCallback, SignInResult } from 'cognitowasm';

declare module 'cognitowasm' {
	interface CognitoUserPool {
		/**
		 * Calls a listener with the present state, synchronously, and then with each change that
		 * this page, another tab or a worker makes, once and soon after it. An exception in a
		 * listener is an uncaught error, and others hear all the same.
		 *
		 * @param listener - may call anything, also what changes the state again
		 * @returns a function that ends it
		 */
		onStateChange(listener: (state: AuthState) => void): () => void;

		/**
		 * Calls back after each change, without the state: what React's `useSyncExternalStore`
		 * takes first. Always the same function, which works without its pool. It returns a
		 * function that ends it.
		 */
		readonly subscribe: (this: void, callback: () => void) => () => void;

		/**
		 * Returns the present state: what `useSyncExternalStore` takes second, the same object
		 * until something changes. Always the same function, which works without its pool.
		 */
		readonly getSnapshot: (this: void) => AuthState;

		/**
		 * All users with a stored session, by name; their sessions may have to be refreshed.
		 *
		 * @throws Error with code `AsyncStorage` if an async storage has not been read yet
		 */
		getSignedInUsers(): CognitoUser[];

		/**
		 * Makes a user the current one, whom `getCurrentUser` returns, or nobody. The others stay
		 * signed in.
		 *
		 * @param user - a user with a stored session, or null
		 * @throws Error with code `InvalidParameter` if the user has none; `AsyncStorage` as for
		 * `getSignedInUsers`
		 */
		setCurrentUser(user: CognitoUser | null): void;
	}

	interface CognitoUser {
		/**
		 * Signs the user in once more, beside the session, and takes the new tokens if they are the
		 * same user's (claim `sub`): `auth_time` is new then. Otherwise nothing has changed. A
		 * challenge is answered on this user, as in any sign-in.
		 *
		 * @param options - a password or a passkey
		 * @param signal - aborts the call
		 * @returns a promise of the next step: the session, or a challenge to answer. Rejected with
		 * reason `USER_MISMATCH` if the name has become another user's, `SIGNED_OUT` if the user
		 * signed out meanwhile, and as `authenticateUser` is
		 */
		reauthenticate(options: ReauthenticateOptions, signal?: AbortSignal): Promise<SignInResult>;
		/**
		 * The same at the pool's domain: leaves the page, or opens a window with `popup`.
		 *
		 * @param options - the `OAuth` of `cognitowasm/oauth`, and options of its `authorize`
		 * @returns what `authorize` returns
		 */
		reauthenticate<Result>(options: RedirectReauthentication<Result>): Promise<Result>;
		/** The same, by callbacks: one member is called, once. */
		reauthenticate(options: ReauthenticateOptions, callbacks: IAuthenticationCallback): void;
	}
}

/** Who is signed in; frozen. */
export interface AuthState {
	/**
	 * Whether there is a current user with a stored session; `unknown` until an async storage has
	 * been read.
	 */
	readonly status: 'signedIn' | 'signedOut' | 'unknown';
	/** The current user's name, or null. */
	readonly username: string | null;
	/** The names of all users with a stored session, sorted. */
	readonly users: readonly string[];
	/** What has happened last. */
	readonly change: StateChange;
	/** Whom it happened to, or null. */
	readonly changedUser: string | null;
}

/**
 * What has happened:
 *
 * - `initial`: nothing; this is what there was.
 * - `signedIn`: a user without a session has one.
 * - `refreshed`: a user who had one has new tokens: by a refresh, or by signing in again.
 * - `signedOut`: a user's session is gone.
 * - `expired`: it is gone because the service refused to refresh it.
 * - `userChanged`: another user who was signed in already is the current one, or nobody is.
 */
export type StateChange = 'initial' | 'signedIn' | 'refreshed' | 'signedOut' | 'expired' | 'userChanged';

/** The first argument of `reauthenticate`: how, and for what. */
export type ReauthenticateOptions = (
	| {
			/** The user's password, for the user's flow. */
			password: string;
			passkey?: undefined;
	  }
	| {
			/** A passkey; needs the entry `cognitowasm/passwordless`. */
			passkey: true;
			password?: undefined;
	  }
) & {
	/** Handed to the pool's triggers. */
	clientMetadata?: ClientMetadata;
	/**
	 * Levels of authentication that would do, best first: only what the session lacks is asked
	 * for. In the flow `USER_AUTH`, and only where the service has step-up authentication.
	 */
	targetAcrValues?: string | string[];
	/** How many seconds ago the user may have signed in; as `targetAcrValues`. */
	maxAge?: number;
};

/** The argument of `reauthenticate` for a sign-in at the pool's domain. */
export interface RedirectReauthentication<Result> {
	/** An `OAuth` of `cognitowasm/oauth` for the same pool. */
	redirect: { authorize(options: object): Promise<Result> };
	/** See `AuthorizeOptions` of `cognitowasm/oauth`, like the rest. */
	popup?: boolean | string;
	/** The application's own state. */
	state?: unknown;
	provider?: string;
	acrValues?: string[];
}

/**
 * Adds the methods to the classes of `cognitowasm/inline`; those of `cognitowasm` have them
 * from the import.
 *
 * @param classes - the package, or these two classes of it
 * @throws TypeError for classes of another library, or of another version of this one
 */
export function addState(classes: { CognitoUser: typeof CognitoUser; CognitoUserPool: typeof CognitoUserPool }): void;
