// Lets upstream's AuthenticationHelper answer one input a line, as its CognitoUser calls it.
import { createInterface } from 'node:readline';
import upstream from 'amazon-cognito-identity-js';
const helper = new upstream.AuthenticationHelper('');
const number = (hex) => new helper.N.constructor(hex, 16);
for await (const line of createInterface({ input: process.stdin })) {
	const { a, pool, user, password, salt, B } = JSON.parse(line);
	helper.poolName = pool;
	helper.smallAValue = number(a);
	helper.largeAValue = undefined;
	const answer = {};
	helper.getLargeAValue((error, A) => (answer.A = A.toString(16)));
	try {
		helper.getPasswordAuthenticationKey(
			user,
			password,
			number(B),
			number(salt),
			(error, key) => (answer.key = Buffer.from(key).toString('base64')),
		);
	} catch (error) {
		answer.error = error.message;
	}
	console.log(JSON.stringify(answer));
}
