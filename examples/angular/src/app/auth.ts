import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import type { CognitoUserSession, SignInResult } from 'amazon-cognito-identity-js';
import type {} from 'amazon-cognito-identity-js/promises';
import 'amazon-cognito-identity-js/state';
import { environment } from '../environments/environment';

/** Who is signed in. */
@Injectable({ providedIn: 'root' })
export class Auth {
	private readonly pool = new CognitoUserPool(environment.pool);
	private readonly state = signal(this.pool.getSnapshot());

	readonly signedIn = computed(() => this.state().status === 'signedIn');

	constructor() {
		inject(DestroyRef).onDestroy(this.pool.onStateChange((state) => this.state.set(state)));
	}

	signIn(Username: string, Password: string): Promise<SignInResult> {
		const user = new CognitoUser({ Username, Pool: this.pool });
		return user.authenticateUser(new AuthenticationDetails({ Username, Password }));
	}

	/** Resolves to the session of who is signed in, refreshed if it has expired. */
	async session(): Promise<CognitoUserSession | undefined> {
		return this.pool.getCurrentUser()?.getSession();
	}

	signOut(): void {
		this.pool.getCurrentUser()?.signOut();
	}
}
