// With esModuleInterop the whole module is its default.
import Cognito, { CognitoUserSession } from 'amazon-cognito-identity-js';

const pool = new Cognito.CognitoUserPool({ UserPoolId: 'eu-west-1_a', ClientId: 'c' });
export const name: string | undefined = pool.getCurrentUser()?.getUsername();
export const isSession = (value: unknown): value is CognitoUserSession => value instanceof Cognito.CognitoUserSession;
