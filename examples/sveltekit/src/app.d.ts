import type { CognitoUserSession } from 'amazon-cognito-identity-js';

declare global {
	namespace App {
		interface Locals {
			/** The session of who sends the request, or null. */
			session: CognitoUserSession | null;
		}
	}
}
