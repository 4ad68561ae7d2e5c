import { preloadInBrowser } from './preload';
import type { ClientMetadata, IAuthenticationDetailsData } from './types';

/**
 * What a sign-in needs beside the user: the password, and data for the pool's
 * triggers. In a browser, constructing one starts loading the core, because a
 * sign-in is near.
 *
 * Members that the peer's type declarations lack are optional here and on the
 * other small classes: objects made by hand against those declarations must
 * still fit. At run time they are always there.
 */
export class AuthenticationDetails {
	/** Sent as ClientMetadata in place of `clientMetadata` when it has a member. */
	validationData?: { [key: string]: any };
	/** Parameters of a custom sign-in. */
	authParameters?: { [key: string]: any };
	/** Handed to the pool's triggers. */
	clientMetadata?: ClientMetadata;
	/** Not read by a sign-in, which uses the name of the CognitoUser. */
	username?: string;
	/** The password. */
	password?: string;

	/** @param data - nothing in it is checked here */
	constructor(data?: IAuthenticationDetailsData | null) {
		const given: Partial<IAuthenticationDetailsData> = data || {};
		this.validationData = given.ValidationData || {};
		this.authParameters = given.AuthParameters || {};
		this.clientMetadata = given.ClientMetadata || {};
		this.username = given.Username;
		this.password = given.Password;
		preloadInBrowser();
	}

	/** The name given to the constructor. */
	getUsername(): string {
		return this.username!;
	}

	/** The password given to the constructor. */
	getPassword(): string {
		return this.password!;
	}

	/** The ValidationData given to the constructor, or an empty object. */
	getValidationData(): any {
		return this.validationData;
	}

	/** The AuthParameters given to the constructor, or an empty object. */
	getAuthParameters?(): { [key: string]: any } {
		return this.authParameters!;
	}

	/** The ClientMetadata given to the constructor, or an empty object. */
	getClientMetadata?(): ClientMetadata {
		return this.clientMetadata;
	}
}
