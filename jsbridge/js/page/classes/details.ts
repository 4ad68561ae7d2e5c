import { preloadInBrowser } from '../load/preload';
import type { ClientMetadata, IAuthenticationDetailsData } from '../base/types';

/**
 * What a sign-in needs beside the user: the password, and data for the pool's
 * triggers. In a browser, constructing one starts loading the core, because a
 * sign-in is likely to follow.
 *
 * Members that upstream has and does not declare are marked internal here and in
 * the other classes, which keeps them out of index.d.ts: objects made by hand,
 * subclasses and augmented interfaces that fit upstream's declarations fit ours.
 */
export class AuthenticationDetails {
	/** Sent as ClientMetadata in place of `clientMetadata` when it has a member. @internal */
	validationData?: { [key: string]: unknown };
	/** Parameters of a custom sign-in. @internal */
	authParameters?: { [key: string]: unknown };
	/** Handed to the pool's triggers. @internal */
	clientMetadata?: ClientMetadata;
	/** Not read by a sign-in, which uses the name of the CognitoUser. @internal */
	username?: string;
	/** The password. @internal */
	password?: string;

	/** @param data - nothing in it is checked here */
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a public declaration, as upstream has for ValidationData
	constructor(data: IAuthenticationDetailsData & { AuthParameters?: { [key: string]: any } });
	constructor(data: IAuthenticationDetailsData);
	constructor(data?: (IAuthenticationDetailsData & { AuthParameters?: { [key: string]: unknown } }) | null) {
		const given: Partial<NonNullable<typeof data>> = data || {};
		this.validationData = given.ValidationData || {};
		this.authParameters = given.AuthParameters || {};
		this.clientMetadata = given.ClientMetadata || {};
		this.username = given.Username;
		this.password = given.Password;
		preloadInBrowser();
	}

	/** The name that was passed to the constructor. */
	getUsername(): string {
		return this.username!;
	}

	/** The password that was passed to the constructor. */
	getPassword(): string {
		return this.password!;
	}

	/** The ValidationData that was passed to the constructor, or an empty object. */
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- upstream's declaration
	getValidationData(): any[];
	getValidationData(): unknown {
		return this.validationData;
	}

	/** The AuthParameters that were passed to the constructor, or an empty object. @internal */
	getAuthParameters?(): { [key: string]: unknown } {
		return this.authParameters!;
	}

	/** The ClientMetadata that was passed to the constructor, or an empty object. @internal */
	getClientMetadata?(): ClientMetadata {
		return this.clientMetadata;
	}
}
