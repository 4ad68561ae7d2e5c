// CommonJS.
import Cognito = require('amazon-cognito-identity-js');
import internals = require('amazon-cognito-identity-js/internals');
import { CognitoUser } from 'amazon-cognito-identity-js';

const pool = new Cognito.CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c' });
const user: CognitoUser | null = pool.getCurrentUser();
user?.getSession((error: Error | null, session: Cognito.CognitoUserSession | null) => void [error, session]);
internals.addFrameworkToCognitoUserAgent('7');
export = pool;
