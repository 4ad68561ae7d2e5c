// A server that runs the sample of docs/ssr.md, whose module is the argument. It prints its address.
import { createServer } from 'node:http';

const { handle } = await import(process.argv[2]);

const server = createServer(async (incoming, outgoing) => {
	try {
		const response = await handle(new Request('http://server' + incoming.url, { headers: incoming.headers }));
		outgoing.statusCode = response.status;
		outgoing.setHeader('set-cookie', response.headers.getSetCookie());
		outgoing.end(await response.text());
	} catch (error) {
		outgoing.statusCode = 503;
		outgoing.end(String(error.reason));
	}
});
server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));
