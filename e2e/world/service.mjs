// A service on a local port that answers as Cognito does, and takes any password.
import http from 'node:http';
import support from './jest/support.cjs';

const headers = {
	'Access-Control-Allow-Origin': '*',
	'Access-Control-Allow-Headers': '*',
	'Content-Type': 'application/x-amz-json-1.1',
	// So that no test waits for a connection that is kept.
	Connection: 'close',
};

/**
 * Starts the service, until the test is over.
 *
 * @returns its address, and the operations that it was asked for
 */
export async function service(t) {
	const operations = [];
	const server = http.createServer((request, response) => {
		if (request.method === 'OPTIONS') return void response.writeHead(204, headers).end();
		let body = '';
		request.on('data', (data) => (body += data));
		request.on('end', () => {
			const operation = request.headers['x-amz-target'].split('.')[1];
			operations.push(operation);
			response.writeHead(200, headers).end(JSON.stringify(support.reply(operation, JSON.parse(body))));
		});
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.after(() => new Promise((resolve) => server.close(resolve)));
	return { endpoint: `http://127.0.0.1:${server.address().port}/`, operations };
}
