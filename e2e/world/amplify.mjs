// AWS Amplify in a page, as an application has it: its functions, for tests that sign in with
// them one step at a time. Passkeys are among them, as associateWebAuthnCredential.
import * as auth from '@aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from '@aws-amplify/auth/cognito';
import { Amplify } from '@aws-amplify/core';
import { fate } from './fate.mjs';

globalThis.amplify = {
	/**
	 * Points Amplify to a user pool at an endpoint of its own. The package aws-amplify, which has
	 * much else in it, would connect the tokens with the configuration.
	 */
	configure: (userPoolId, userPoolClientId, userPoolEndpoint) => {
		const Auth = { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint } };
		cognitoUserPoolsTokenProvider.setAuthConfig(Auth);
		Amplify.configure({ Auth }, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider } });
	},
	/** Calls one of Amplify's functions. */
	call: (name, ...input) => fate(() => auth[name](...input)),
	/** Reports who is signed in, by which claims. */
	claims: () => fate(async () => (await auth.fetchAuthSession()).tokens.accessToken.payload),
};
