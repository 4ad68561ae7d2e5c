// The part of an application that tests replace the library of.
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';

export function signInAs(Username, Password) {
	const pool = new CognitoUserPool({ UserPoolId: 'eu-west-1_AbCdEf123', ClientId: 'client1' });
	const user = new CognitoUser({ Username, Pool: pool });
	return new Promise((onSuccess, onFailure) =>
		user.authenticateUser(new AuthenticationDetails({ Username, Password }), { onSuccess, onFailure }),
	);
}
