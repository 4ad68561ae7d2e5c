// The types of cognitowasm/bff, as applications use them.
import { CognitoUserPool } from 'cognitowasm';
import { addBackend, BackendStorage } from 'cognitowasm/bff';
import * as inline from 'cognitowasm/inline';

addBackend(inline);
const pool = new CognitoUserPool({
	UserPoolId: 'eu-west-1_AbCdEf123',
	ClientId: '1example2client3id',
	Storage: new BackendStorage(),
});
const username: string | undefined = pool.getCurrentUser()?.getUsername();
new BackendStorage({ prefix: '/session/', userCookie: 'user' });
// @ts-expect-error -- a path is a text
new BackendStorage({ prefix: 1 });
export { username };
