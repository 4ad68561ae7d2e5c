// A worker that loads the classic script from the address behind its own, and lives one
// life for each message.
'use strict';
{
	const script = location.search.slice(1) || location.hash.slice(1);
	importScripts(new URL('/world/life.js', script).href, script);
	onmessage = async ({ data }) =>
		postMessage(await life(AmazonCognitoIdentity, { ...data, Storage: life.mapStorage() }));
}
