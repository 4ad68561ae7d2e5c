// An application that signs in at the pool's domain with AWS Amplify.
import * as auth from '@aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from '@aws-amplify/auth/cognito';
import '@aws-amplify/auth/enable-oauth-listener';
import { Amplify, Hub } from '@aws-amplify/core';
import { fate } from './fate.mjs';

const events = [];
Hub.listen('auth', ({ payload }) => events.push(payload));

const calls = {
	...auth,
	/** What Amplify has announced on this page. */
	events: () => events.map(({ event, data }) => ({ event, data: data?.error?.message ?? data })),
	/** Resolves when Amplify announces one of these. */
	announced: (...names) =>
		new Promise((resolve) => {
			const find = () => events.find(({ event }) => names.includes(event));
			if (find()) {
				resolve(find().event);
			} else {
				Hub.listen('auth', () => find() && resolve(find().event));
			}
		}),
	/** Reports who is signed in, by which claims. */
	claims: async (options) => {
		const { tokens } = await auth.fetchAuthSession(options);
		return { access: tokens?.accessToken.payload ?? {}, id: tokens?.idToken?.payload ?? {} };
	},
};

globalThis.application = {
	configure: (Cognito) => {
		const Auth = { Cognito };
		cognitoUserPoolsTokenProvider.setAuthConfig(Auth);
		Amplify.configure({ Auth }, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider } });
	},
	call: (name, ...input) => fate(() => calls[name](...input)),
};
