import type { ICognitoUserPoolData } from 'amazon-cognito-identity-js';

const pool: ICognitoUserPoolData = {
	UserPoolId: 'eu-west-1_AbCdEf123',
	ClientId: '1example2client3id',
};

export const environment = { pool };
