/**
 * Case 5: Node's fetch against a real server, beside the AbortController of jsdom.
 *
 * @jest-environment ./jsdom-with-fetch.js
 */
const http = require('node:http');
const library = require('amazon-cognito-identity-js');
const { reply, signIn } = require('./support.cjs');

let server, endpoint, operations;
beforeAll((done) => {
	server = http.createServer((request, response) => {
		const headers = {
			'Access-Control-Allow-Origin': '*',
			'Access-Control-Allow-Headers': '*',
			'Content-Type': 'application/x-amz-json-1.1',
			Connection: 'close',
		};
		let body = '';
		request.on('data', (data) => (body += data));
		request.on('end', () => {
			const operation = request.headers['x-amz-target'].split('.')[1];
			operations.push(operation);
			response.writeHead(200, headers).end(JSON.stringify(reply(operation, JSON.parse(body))));
		});
	});
	server.listen(0, '127.0.0.1', () => {
		endpoint = `http://127.0.0.1:${server.address().port}/`;
		done();
	});
});
afterAll((done) => void server.close(done));
beforeEach(() => {
	operations = [];
});

test.each(['nodeFetch', 'strictFetch'])(
	"5: signs in with Node's fetch and jsdom's AbortController: %s",
	async (name) => {
		expect(AbortController.prototype).toBe(window.AbortController.prototype);
		global.fetch = global[name];
		const { user, session } = signIn(library, { endpoint, flow: 'USER_PASSWORD_AUTH' });
		expect((await session).isValid()).toBe(true);
		const attributes = await new Promise((resolve, reject) =>
			user.getUserAttributes((error, result) => (error ? reject(error) : resolve(result))),
		);
		expect(attributes[0].getValue()).toBe('ada@example.com');
		expect(operations).toEqual(['InitiateAuth', 'GetUser']);
	},
);
