// The subpath that Amplify uses.
import {
	addAuthCategoryToCognitoUserAgent,
	addFrameworkToCognitoUserAgent,
} from 'amazon-cognito-identity-js/internals';
import * as internals from 'amazon-cognito-identity-js/internals';

addAuthCategoryToCognitoUserAgent();
addFrameworkToCognitoUserAgent('7');
export const functions: [() => void, (content: string) => void] = [
	internals.addAuthCategoryToCognitoUserAgent,
	internals.addFrameworkToCognitoUserAgent,
];
