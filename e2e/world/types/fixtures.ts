// What the other files share: a pool, a user, a session.
import {
	CognitoAccessToken,
	CognitoIdToken,
	CognitoRefreshToken,
	CognitoUser,
	CognitoUserPool,
	CognitoUserSession,
} from 'amazon-cognito-identity-js';

export const pool = new CognitoUserPool({ UserPoolId: 'eu-west-1_AbCdEf123', ClientId: 'client1' });
export const user = new CognitoUser({ Username: 'ada', Pool: pool });
export const session = new CognitoUserSession({
	IdToken: new CognitoIdToken({ IdToken: 'i' }),
	AccessToken: new CognitoAccessToken({ AccessToken: 'a' }),
	RefreshToken: new CognitoRefreshToken({ RefreshToken: 'r' }),
});
